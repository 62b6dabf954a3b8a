package io.candlelake.jobs.evaluate;

import static io.candlelake.jobs.evaluate.SliceTotals.ratio;

import io.candlelake.common.config.Config;
import io.candlelake.common.cost.CostModels;
import io.candlelake.common.metric.EvaluationMetric;
import io.candlelake.common.metric.EvaluationSlice;
import io.candlelake.jobs.evaluate.ShareBootstrap.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The signal metrics of {@link EvaluationMetric} from the totals of the slices. */
final class SignalMetrics {
  private static final long PASS_SIGNALS = 1_000;
  private static final long PASS_DAYS = 100;
  private static final long PASS_PAIRS = 10;
  private static final long ENOUGH_SIGNALS = 100;
  private static final double DECAYED_SHARE = 0.2;

  private final List<SliceTotals> totals;
  private final Config config;
  private final List<MetricRow> metrics = new ArrayList<>();

  private SignalMetrics(List<SliceTotals> totals, Config config) {
    this.totals = totals;
    this.config = config;
  }

  /**
   * Every signal metric of every slice.
   *
   * @param totals as {@link SignalSlices} makes them
   * @param signalsWithoutLabel entries whose outcome is not known
   */
  static List<MetricRow> of(List<SliceTotals> totals, long signalsWithoutLabel, Config config) {
    SignalMetrics all = new SignalMetrics(totals, config);
    SliceTotals whole = all.find(EvaluationSlice.ALL.key(), "");
    all.addSlice(whole);
    all.addWhole(whole);
    totals.stream()
        .filter(slice -> !slice.slice().equals(EvaluationSlice.ALL.key()))
        .filter(slice -> !slice.slice().equals(SignalSlices.RECENT))
        .forEach(all::addSlice);
    all.addAll(
        EvaluationMetric.SIGNALS_WITHOUT_LABEL, number(signalsWithoutLabel), signalsWithoutLabel);
    return all.metrics;
  }

  private void addSlice(SliceTotals slice) {
    EvaluationSlice cut = EvaluationSlice.valueOf(slice.slice().toUpperCase(Locale.ROOT));
    add(slice, cut, EvaluationMetric.SIGNALS, number(slice.signals()), slice.signals());
    add(slice, cut, EvaluationMetric.COVERAGE, slice.coverage(), slice.decisions());
    metrics.add(
        new MetricRow(
            cut,
            slice.sliceValue(),
            EvaluationMetric.ACCURACY,
            slice.accuracy(),
            slice.accuracyInterval(),
            slice.signals()));
    if (cut == EvaluationSlice.THRESHOLD) {
      return;
    }
    add(
        slice,
        cut,
        EvaluationMetric.FULL_COVERAGE_ACCURACY,
        ratio(slice.fullRight(), slice.decisions()),
        slice.decisions());
    add(
        slice,
        cut,
        EvaluationMetric.BASE_RATE,
        ratio(slice.up(), slice.decisions()),
        slice.decisions());
    add(
        slice,
        cut,
        EvaluationMetric.MEAN_CONFIDENCE,
        ratio(slice.confidence(), slice.signals()),
        slice.signals());
    OptionalDouble gross = ratio(slice.gross(), slice.signals());
    add(slice, cut, EvaluationMetric.GROSS_EXPECTANCY, gross, slice.signals());
    add(
        slice,
        cut,
        EvaluationMetric.NET_EXPECTANCY,
        gross.isPresent()
            ? OptionalDouble.of(gross.getAsDouble() - roundTripCost())
            : OptionalDouble.empty(),
        slice.signals());
  }

  private void addWhole(SliceTotals all) {
    long pairsPassing = pairsPassing();
    addAll(EvaluationMetric.SIGNAL_DAYS, number(all.signalDays()), all.signals());
    addAll(EvaluationMetric.PAIRS_PASSING, number(pairsPassing), all.signals());
    addAll(EvaluationMetric.PASS, verdict(passes(all, pairsPassing)), all.signals());
    addAll(
        EvaluationMetric.NON_OVERLAPPING_ACCURACY,
        ratio(all.keptRight(), all.kept()),
        all.keptInterval(),
        all.kept());
    addAll(
        EvaluationMetric.LATE_ENTRY_ACCURACY,
        ratio(all.lateRight(), all.lateKnown()),
        all.lateInterval(),
        all.lateKnown());
    addAll(
        EvaluationMetric.LATE_GROSS_EXPECTANCY,
        ratio(all.lateGross(), all.lateKnown()),
        all.lateKnown());
    addAll(EvaluationMetric.MIRROR_EXPECTANCY, ratio(-all.gross(), all.signals()), all.signals());
    addLastTwelveMonths();
    addDecay();
    addCoverageCurveArea();
    addNaive(all);
  }

  private boolean passes(SliceTotals all, long pairsPassing) {
    double target = config.evaluate().targetAccuracy();
    return all.signals() >= PASS_SIGNALS
        && all.signalDays() >= PASS_DAYS
        && all.accuracy().getAsDouble() >= target
        && all.accuracyInterval().map(Interval::low).orElse(0.0) >= target
        && pairsPassing >= PASS_PAIRS;
  }

  private long pairsPassing() {
    return pairs().stream()
        .filter(pair -> pair.signals() >= ENOUGH_SIGNALS)
        .filter(pair -> pair.accuracy().getAsDouble() >= config.evaluate().targetAccuracy())
        .count();
  }

  private void addLastTwelveMonths() {
    SliceTotals year = recent(SignalSlices.DAYS_OF_12_MONTHS);
    boolean enough = year.signals() >= ENOUGH_SIGNALS;
    addAll(
        EvaluationMetric.LAST_12_MONTHS_ACCURACY,
        enough ? year.accuracy() : OptionalDouble.empty(),
        enough ? year.accuracyInterval() : Optional.empty(),
        year.signals());
  }

  private void addDecay() {
    SliceTotals now = recent(SignalSlices.DAYS_OF_90_DAYS);
    SliceTotals usual = recent(SignalSlices.DAYS_OF_2_YEARS);
    double coverageNow = now.coverage().orElse(0);
    double coverageUsual = usual.coverage().orElse(0);
    boolean silent = usual.signals() == 0 || coverageNow < DECAYED_SHARE * coverageUsual;
    boolean noBetterThanCoin = now.accuracyInterval().map(i -> i.low() < 0.5).orElse(false);
    addAll(EvaluationMetric.LAST_90_DAYS_COVERAGE, now.coverage(), now.decisions());
    addAll(EvaluationMetric.LAST_2_YEARS_COVERAGE, usual.coverage(), usual.decisions());
    addAll(
        EvaluationMetric.LAST_90_DAYS_ACCURACY,
        now.accuracy(),
        now.accuracyInterval(),
        now.signals());
    addAll(EvaluationMetric.DECAY_ALARM, verdict(silent || noBetterThanCoin), usual.decisions());
  }

  private void addCoverageCurveArea() {
    List<SliceTotals> points =
        totals.stream()
            .filter(slice -> slice.slice().equals(EvaluationSlice.THRESHOLD.key()))
            .filter(slice -> slice.signals() > 0)
            .sorted(Comparator.comparingLong(SliceTotals::signals))
            .toList();
    double area = 0;
    double span = 0;
    for (int i = 1; i < points.size(); i++) {
      SliceTotals narrow = points.get(i - 1);
      SliceTotals wide = points.get(i);
      double width = wide.coverage().getAsDouble() - narrow.coverage().getAsDouble();
      double height = (wide.accuracy().getAsDouble() + narrow.accuracy().getAsDouble()) / 2;
      area += width * height;
      span += width;
    }
    OptionalDouble mean = span > 0 ? OptionalDouble.of(area / span) : OptionalDouble.empty();
    addAll(EvaluationMetric.COVERAGE_CURVE_AREA, mean, points.size());
  }

  private void addNaive(SliceTotals all) {
    List<SliceTotals> pairs = pairs();
    long pairMajority = pairs.stream().mapToLong(p -> Math.max(p.up(), p.down())).sum();
    long pairMajorityOfSignals =
        pairs.stream().mapToLong(p -> Math.max(p.signalsUp(), p.signalsDown())).sum();
    naive(
        "majority",
        new Share(Math.max(all.up(), all.down()), all.decisions()),
        new Share(Math.max(all.signalsUp(), all.signalsDown()), all.signals()));
    naive(
        "per_pair_majority",
        new Share(pairMajority, all.decisions()),
        new Share(pairMajorityOfSignals, all.signals()));
    naive(
        "persistence",
        new Share(all.persistenceRight(), all.persistenceKnown()),
        new Share(all.signalsPersistenceRight(), all.signalsPersistenceKnown()));
  }

  private record Share(long right, long rows) {
    OptionalDouble value() {
      return ratio(right, rows);
    }
  }

  private void naive(String rule, Share everywhere, Share onSignals) {
    metrics.add(
        new MetricRow(
            EvaluationSlice.NAIVE,
            rule,
            EvaluationMetric.FULL_COVERAGE_ACCURACY,
            everywhere.value(),
            Optional.empty(),
            everywhere.rows()));
    metrics.add(
        new MetricRow(
            EvaluationSlice.NAIVE,
            rule,
            EvaluationMetric.NAIVE_ACCURACY,
            onSignals.value(),
            Optional.empty(),
            onSignals.rows()));
  }

  /** Fee and slippage of going in and out, as a fraction of the notional. */
  private double roundTripCost() {
    return CostModels.roundTrip(config.backtest().costs());
  }

  private List<SliceTotals> pairs() {
    return totals.stream()
        .filter(slice -> slice.slice().equals(EvaluationSlice.PAIR.key()))
        .toList();
  }

  private SliceTotals recent(int days) {
    return find(SignalSlices.RECENT, String.valueOf(days));
  }

  private SliceTotals find(String slice, String value) {
    return totals.stream()
        .filter(total -> total.slice().equals(slice) && total.sliceValue().equals(value))
        .findFirst()
        .orElseGet(() -> SliceTotals.nothing(slice, value));
  }

  private static OptionalDouble number(long count) {
    return OptionalDouble.of((double) count);
  }

  private static OptionalDouble verdict(boolean holds) {
    return OptionalDouble.of(holds ? 1 : 0);
  }

  private void add(
      SliceTotals slice,
      EvaluationSlice cut,
      EvaluationMetric metric,
      OptionalDouble value,
      long rows) {
    metrics.add(new MetricRow(cut, slice.sliceValue(), metric, value, Optional.empty(), rows));
  }

  private void addAll(EvaluationMetric metric, OptionalDouble value, long rows) {
    metrics.add(MetricRow.all(metric, value, rows));
  }

  private void addAll(
      EvaluationMetric metric, OptionalDouble value, Optional<Interval> interval, long rows) {
    metrics.add(new MetricRow(EvaluationSlice.ALL, "", metric, value, interval, rows));
  }
}
