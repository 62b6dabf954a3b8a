package io.candlelake.jobs.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Reports made in memory: a plausible two-year run on 12 pairs, and one on an empty lake. */
final class SampleReport {
  static final String RUN = "20261123T020000Z-4f2a9c";

  private static final List<String> BASES =
      List.of(
          "BTC", "ETH", "BNB", "XRP", "ADA", "SOL", "LTC", "LINK", "DOT", "DOGE", "TRX", "ATOM");
  private static final LocalDate FIRST = LocalDate.of(2023, 1, 1);
  private static final int DAYS = 731;

  private final Random random = new Random(7);
  private final List<Evaluations.Measured> measured = new ArrayList<>();

  private SampleReport() {}

  static Report twoYears() {
    return new SampleReport().report(RUN, BASES.stream().map(base -> base + "-USDT").toList());
  }

  /** The same, but with a run and pairs of these names. */
  static Report named(String runId, List<String> pairs) {
    return new SampleReport().report(runId, pairs);
  }

  static Report empty() {
    return new Report(
        new RunIdentity(RUN, "report", "0.1.0", "ab12", 17, start(), true, Map.of()),
        "1h",
        List.of(),
        Optional.empty(),
        Optional.empty(),
        "quote asset",
        0.6,
        new DataQuality(List.of(), List.of(), List.of()),
        new Evaluations(List.of(), "nothing was evaluated"),
        new TrialModels(List.of(), new TrialModels.Predictions(0, 0, 0)),
        List.of(),
        new BacktestFigures(List.of(), "no backtest has run"),
        new EquityCurve(100_000, List.of()),
        new Trading(
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty()),
        Optional.empty(),
        List.of(),
        new PeakMemory(1L << 30, "heap of the driver"));
  }

  private Report report(String runId, List<String> pairs) {
    return new Report(
        new RunIdentity(
            runId,
            "run --source simulated --lake lake",
            "0.1.0+e38f33b",
            "8c1d02b4e7aa",
            17,
            start(),
            true,
            Map.of("silver.candles", 3L, "gold.features", 2L, "gold.trades", 1L)),
        "1h",
        pairs,
        Optional.of(FIRST.atStartOfDay().toInstant(ZoneOffset.UTC)),
        Optional.of(FIRST.plusDays(DAYS).atStartOfDay().toInstant(ZoneOffset.UTC)),
        "USDT",
        0.6,
        data(pairs),
        evaluations(pairs),
        models(),
        List.of(new Report.SignalCount(1, 2104, 12), new Report.SignalCount(-1, 1677, 12)),
        backtest(),
        equity(),
        trading(pairs),
        Optional.of(
            new LookaheadCounts(
                3,
                List.of(
                    new LookaheadCounts.Part("features", 25_920, 0),
                    new LookaheadCounts.Part("predictions", 25_920, 0),
                    new LookaheadCounts.Part("signals", 913, 0)))),
        stages(runId),
        new PeakMemory(3_254_779_904L, "resident memory of the driver"));
  }

  private static Instant start() {
    return Instant.parse("2026-11-23T02:00:00Z");
  }

  private DataQuality data(List<String> pairs) {
    long expected = DAYS * 24L;
    List<DataQuality.PairCounts> counts =
        pairs.stream()
            .map(
                pair -> {
                  long rejected = 2L + random.nextInt(5);
                  long missing = 12 + rejected;
                  return new DataQuality.PairCounts(
                      "simulated",
                      pair,
                      FIRST,
                      FIRST.plusDays(DAYS - 1),
                      expected,
                      expected - missing + rejected,
                      expected - missing,
                      rejected,
                      0,
                      rejected,
                      missing,
                      12);
                })
            .toList();
    return new DataQuality(
        counts,
        List.of(
            new DataQuality.Check("high_below_low", "reject", 210_384, 21),
            new DataQuality.Check("price_jump", "reject", 210_384, 18),
            new DataQuality.Check("zero_volume", "flag", 210_384, 44),
            new DataQuality.Check("stale_price", "flag", 210_384, 0)),
        List.of(
            new DataQuality.Day(LocalDate.of(2023, 3, 14), 12, 72, 72, 0),
            new DataQuality.Day(LocalDate.of(2024, 8, 2), 12, 60, 60, 0)));
  }

  private Evaluations evaluations(List<String> pairs) {
    add("all", "", Names.SIGNALS, 3781);
    add("all", "", Names.COVERAGE, 0.0271);
    interval("all", "", Names.ACCURACY, 0.6287, 0.6049, 0.6512, 3781);
    interval("all", "", Names.FULL_COVERAGE_ACCURACY, 0.5243, 0.5191, 0.5290, 139_322);
    interval("all", "", Names.NON_OVERLAPPING_ACCURACY, 0.6190, 0.5952, 0.6421, 2410);
    interval("all", "", Names.LATE_ENTRY_ACCURACY, 0.5960, 0.5741, 0.6188, 3781);
    add("all", "", Names.LAST_12_MONTHS_ACCURACY, null);
    add("all", "", Names.BASE_RATE, 0.5032);
    add("all", "", Names.PASS, 1.0);
    add("all", "", Names.DECAY_ALARM, 0.0);
    add("all", "", "roc_auc", 0.5391);
    add("all", "", "gross_expectancy", 0.00184);
    add("all", "", "net_expectancy", -0.00116);
    for (String rule : List.of("majority", "per_pair_majority", "persistence")) {
      interval(
          "naive", rule, Names.NAIVE_ACCURACY, 0.50 + random.nextDouble() * 0.03, 0.48, 0.54, 3781);
    }
    for (String year : List.of("2023", "2024")) {
      slice("year", year, 1890);
    }
    for (String quarter :
        List.of("2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4")) {
      slice("quarter", quarter, 630);
    }
    pairs.forEach(pair -> slice("pair", pair, 315));
    slice("side", "long", 2104);
    slice("side", "short", 1677);
    for (int i = 0; i <= 10; i++) {
      String threshold = String.format(java.util.Locale.ROOT, "%.2f", 0.5 + i * 0.02);
      add("threshold", threshold, Names.COVERAGE, Math.exp(-i * 0.6));
      interval("threshold", threshold, Names.ACCURACY, 0.524 + i * 0.017, 0.5, 0.7, 139_322 >> i);
    }
    for (int bin = 0; bin < 10; bin++) {
      add("calibration", Integer.toString(bin), Names.MEAN_PROBABILITY, 0.38 + bin * 0.027);
      add(
          "calibration",
          Integer.toString(bin),
          Names.SHARE_UP,
          0.38 + bin * 0.027 + (random.nextDouble() - 0.5) * 0.02);
    }
    for (int fold = 0; fold < 12; fold++) {
      add("fold", Integer.toString(fold), "roc_auc", 0.52 + random.nextDouble() * 0.03);
      add("fold", Integer.toString(fold), "log_loss", 0.6905 + random.nextDouble() * 0.002);
      slice("fold", Integer.toString(fold), 300);
    }
    return new Evaluations(measured, "nothing was evaluated");
  }

  private void slice(String slice, String value, long signals) {
    double accuracy = 0.6 + random.nextDouble() * 0.05;
    add(slice, value, Names.SIGNALS, (double) signals);
    add(slice, value, Names.COVERAGE, 0.01 + random.nextDouble() * 0.03);
    add(slice, value, Names.BASE_RATE, 0.49 + random.nextDouble() * 0.03);
    interval(slice, value, Names.ACCURACY, accuracy, accuracy - 0.04, accuracy + 0.04, signals);
  }

  private void add(String slice, String value, String metric, Number figure) {
    Figure none = Figure.unknown("no interval");
    measured.add(
        new Evaluations.Measured(
            slice,
            value,
            metric,
            new Estimate(Figure.ofNullable(figure, "too few signals"), none, none, 0)));
  }

  private void interval(
      String slice, String value, String metric, double figure, double low, double high, long n) {
    measured.add(
        new Evaluations.Measured(
            slice,
            value,
            metric,
            new Estimate(Figure.of(figure), Figure.of(low), Figure.of(high), n)));
  }

  private TrialModels models() {
    List<TrialModels.Fold> folds =
        IntStream.range(0, 12)
            .mapToObj(
                i -> {
                  boolean fitted = i != 1;
                  LocalDate test = FIRST.plusMonths(6 + i);
                  return new TrialModels.Fold(
                      i,
                      "pooled",
                      "xgboost",
                      fitted ? "fitted" : "too_few_rows",
                      fitted ? "" : "212 rows, 500 required",
                      at(test.minusMonths(6)),
                      at(test),
                      at(test),
                      at(test.plusMonths(1)),
                      fitted ? 12_310 : 212,
                      Figure.of(0.8),
                      5000,
                      Map.of("roc_auc", 0.53));
                })
            .toList();
    return new TrialModels(folds, new TrialModels.Predictions(157_680, 139_322, 12));
  }

  private static Instant at(LocalDate day) {
    return day.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  private static BacktestFigures backtest() {
    return new BacktestFigures(
        List.of(
            figure("initial_cash", 100_000, "quote asset"),
            figure("net_return", 0.0874, "fraction"),
            figure("sharpe", 0.91, "ratio"),
            figure("max_drawdown", -0.0731, "fraction"),
            figure("trades", 1406, "count"),
            figure("total_costs", 52_814.2, "quote asset"),
            figure("cost_fee", 35_100.4, "quote asset"),
            figure("cost_slippage", 17_713.8, "quote asset"),
            figure("cost_borrow", 0, "quote asset"),
            figure("benchmark_return", 0.412, "fraction"),
            figure("dsr", 0.412, "probability"),
            figure("trials", 3, "count")),
        "no backtest has run");
  }

  private static BacktestFigures.Measured figure(String name, double value, String unit) {
    return new BacktestFigures.Measured(name, Figure.of(value), unit);
  }

  private EquityCurve equity() {
    List<EquityCurve.Day> days = new ArrayList<>();
    double strategy = 100_000;
    double btc = 100_000;
    double universe = 100_000;
    for (int i = 0; i < DAYS; i++) {
      strategy *= 1 + 0.0002 + random.nextGaussian() * 0.004;
      double market = random.nextGaussian() * 0.025;
      btc *= 1 + 0.0007 + market;
      universe *= 1 + 0.0004 + market + random.nextGaussian() * 0.01;
      days.add(new EquityCurve.Day(FIRST.plusDays(i), strategy, btc, universe));
    }
    return new EquityCurve(100_000, days);
  }

  private Trading trading(List<String> pairs) {
    return new Trading(
        Optional.of(group("all", 1406)),
        pairs.stream().map(pair -> group("simulated " + pair, 117)).toList(),
        List.of(group("stop", 301), group("target", 122), group("time", 983)),
        List.of(group("1", 1406)),
        IntStream.range(0, 20).mapToObj(i -> line(pairs, i, 900 - 30.0 * i)).toList(),
        IntStream.range(0, 20).mapToObj(i -> line(pairs, 50 + i, -800 + 25.0 * i)).toList(),
        Optional.of("5d41402abc4b2a76b9719d911017c592ae3f1c2d5d41402abc4b2a76b9719d91"));
  }

  private Trading.Group group(String name, long trades) {
    double notional = trades * 12_500.0;
    double costs = notional * 0.003;
    double gross = notional * (0.0035 + random.nextGaussian() * 0.001);
    return new Trading.Group(
        name,
        trades,
        trades * 55 / 100,
        trades / 60,
        trades * 4,
        notional,
        gross,
        costs,
        gross - costs);
  }

  private static Trading.ListedTrade line(List<String> pairs, int i, double net) {
    Instant entry = at(FIRST.plusDays(200 + 3L * i)).plusSeconds(3600L * (i % 24));
    return new Trading.ListedTrade(
        i,
        "simulated",
        pairs.get(i % pairs.size()),
        1,
        entry,
        0.5123 * Math.pow(10, i % 6),
        entry.plusSeconds(4 * 3600),
        0.5301 * Math.pow(10, i % 6),
        i % 7 == 0 ? "stop" : "time",
        i % 14 == 0,
        37.5,
        net,
        Figure.of(0.641));
  }

  private static List<Stage> stages(String runId) {
    return List.of(
        new Stage("ingest", runId, 8.31, 210_336, "ok", ""),
        new Stage("validate", runId, 14.9, 210_288, "ok", ""),
        new Stage("features", runId, 21.4, 201_744, "ok", ""),
        new Stage("labels", runId, 9.2, 210_240, "ok", ""),
        new Stage("train", runId, 74.6, 157_692, "some_pairs_failed", "1 model skipped"),
        new Stage("evaluate", runId, 11.8, 410, "ok", ""),
        new Stage("signals", runId, 5.1, 3781, "ok", ""),
        new Stage("backtest", runId, 12.7, 6003, "ok", ""),
        new Stage("trust", "20261122T010000Z-aaaaaa", 33.0, 4, "ok", ""));
  }
}
