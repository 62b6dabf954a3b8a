package io.candlelake.jobs.validate;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Whether the data is good enough to go on. The limits hold for all pairs together; a pair below on
 * its own is reported in a note.
 */
final class QualityGate {
  private static final int WORST_NAMED = 3;

  /** Below this a pair's rejected candles are too many, however few they are. */
  private static final double LEAST_TOLERATED_VALIDITY = 0.9;

  private final Config.Validate settings;
  private final List<Rates> pairs;

  private QualityGate(Config.Validate settings, List<Rates> pairs) {
    this.settings = settings;
    this.pairs = pairs;
  }

  /**
   * @param completeness the rows that count
   */
  static QualityGate of(Dataset<Row> completeness, Config.Validate settings) {
    List<Rates> pairs =
        QualityRates.byPair(completeness).orderBy("exchange", "pair").collectAsList().stream()
            .map(Rates::of)
            .toList();
    return new QualityGate(settings, pairs);
  }

  /**
   * Why the data is refused; empty when it is good enough.
   *
   * @param rejected rows of {@code silver.rejected_candles} of this run, looked into only then
   */
  Optional<PipelineException> refusal(Dataset<Row> rejected) {
    Rates all = all();
    boolean invalid =
        all.validity() < settings.minValidity() && pairs.stream().anyMatch(this::isPastTolerance);
    boolean incomplete = all.completeness() < settings.minCompleteness();
    if (!invalid && !incomplete) {
      return Optional.empty();
    }
    List<String> reasons = new ArrayList<>();
    if (invalid) {
      reasons.add(
          "validity %s is below validate.min-validity %s (worst: %s)"
                  .formatted(
                      percent(all.validity()),
                      percent(settings.minValidity()),
                      worst(Comparator.comparingDouble(Rates::validity), Rates::validity))
              + MostFailed.of(rejected).map(failed -> "; " + failed).orElse(""));
    }
    if (incomplete) {
      reasons.add(
          "completeness %s is below validate.min-completeness %s (worst: %s)"
              .formatted(
                  percent(all.completeness()),
                  percent(settings.minCompleteness()),
                  worst(Comparator.comparingDouble(Rates::completeness), Rates::completeness)));
    }
    return Optional.of(
        PipelineException.dataRefused(
            "Cannot go on with this data",
            String.join("; ", reasons),
            (invalid ? "Mend these rows" : "Fetch or add what is missing, see silver.completeness")
                + ", leave pairs out by --pairs, lower the limit, or go on as it is by --set"
                + " validate.on-refusal=continue"));
  }

  /** The two rates in all, and every pair that is below a limit on its own. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Validity %s of %d received, completeness %s of %d expected"
            .formatted(
                percent(all().validity()),
                all().received(),
                percent(all().completeness()),
                all().expected()));
    long noTrade = pairs.stream().mapToLong(Rates::noTrade).sum();
    if (noTrade > 0) {
      notes.add("Nothing was traded in %d more slots, which are not expected".formatted(noTrade));
    }
    pairs.stream()
        .filter(Rates::looksLikeLocalTime)
        .forEach(
            pair ->
                notes.add(
                    "%s may be in local time, not UTC: candles came twice on %d days, %d of them when clocks are put back"
                        .formatted(pair.pair(), pair.duplicateDays(), pair.clockChangeDays())));
    for (Rates pair : pairs) {
      if ((pair.validity() < settings.minValidity() && isPastTolerance(pair))
          || pair.completeness() < settings.minCompleteness()) {
        notes.add(
            "%s alone is below a limit: validity %s, completeness %s"
                .formatted(pair.pair(), percent(pair.validity()), percent(pair.completeness())));
      }
    }
    return notes;
  }

  /** Few candles are no share: of a pair of 400 days one true extreme would be too many. */
  private boolean isPastTolerance(Rates pair) {
    return pair.received() - pair.valid() > settings.toleratedRejections()
        || pair.validity() < LEAST_TOLERATED_VALIDITY;
  }

  private Rates all() {
    return new Rates(
        "all",
        pairs.stream().mapToLong(Rates::expected).sum(),
        pairs.stream().mapToLong(Rates::received).sum(),
        pairs.stream().mapToLong(Rates::valid).sum(),
        0,
        0,
        0);
  }

  private String worst(Comparator<Rates> order, ToDoubleFunction<Rates> rate) {
    return String.join(
        ", ",
        pairs.stream()
            .sorted(order)
            .limit(WORST_NAMED)
            .map(pair -> pair.pair() + " " + percent(rate.applyAsDouble(pair)))
            .toList());
  }

  /** Rounded down, so that what is below a limit never reads as equal to it. */
  private static String percent(double rate) {
    return String.format(Locale.ROOT, "%.3f%%", Math.floor(rate * 100_000) / 1_000);
  }

  /**
   * The counts of a pair.
   *
   * @param expected slots of the grid
   * @param duplicateDays on which a slot came more than once
   * @param clockChangeDays of these, the days on which clocks are put back
   */
  private record Rates(
      String pair,
      long expected,
      long received,
      long valid,
      long noTrade,
      long duplicateDays,
      long clockChangeDays) {
    static Rates of(Row row) {
      return new Rates(
          row.getAs("pair"),
          row.<Long>getAs("expected"),
          row.<Long>getAs("received"),
          row.<Long>getAs("valid"),
          row.<Long>getAs("no_trade"),
          row.<Long>getAs("duplicate_days"),
          row.<Long>getAs("clock_change_days"));
    }

    boolean looksLikeLocalTime() {
      return clockChangeDays > 0 && 2 * clockChangeDays > duplicateDays;
    }

    double validity() {
      return received == 0 ? 0 : (double) valid / received;
    }

    double completeness() {
      return expected == 0 ? 0 : (double) valid / expected;
    }
  }
}
