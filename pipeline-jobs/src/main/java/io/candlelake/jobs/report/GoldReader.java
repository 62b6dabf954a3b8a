package io.candlelake.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import io.candlelake.common.Resources;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigWriter;
import io.candlelake.common.dataset.TradesHash;
import io.candlelake.common.job.ConfiguredStrategy;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.setting.Choice;
import io.candlelake.common.table.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Brings what the report needs to the driver: sums, one row a day of equity, one row a model, and a
 * handful of trades. The run's own rows where the job was part of it, else those of the newest run
 * before it that has them.
 */
final class GoldReader {
  /** How many of the best and of the worst trades are shown. */
  static final int EXTREME_TRADES = 20;

  private static final String BASE_CELL = "base";

  private final JobContext context;
  private final List<Stage> history;

  GoldReader(JobContext context) {
    this.context = context;
    this.history = readHistory();
  }

  /** The newest run of each job of the pipeline, in the order they began. */
  List<Stage> stages() {
    Map<String, Stage> newest = new LinkedHashMap<>();
    history.stream()
        .filter(stage -> !stage.name().equals(ReportJob.NAME))
        .forEach(stage -> newest.putIfAbsent(stage.name(), stage));
    List<Stage> inOrder = new ArrayList<>(newest.values());
    Collections.reverse(inOrder);
    return inOrder;
  }

  RunIdentity identity() {
    context.step("which run, which versions");
    Map<String, Long> versions = context.lakeVersions();
    return context
        .runMark()
        .map(
            run ->
                new RunIdentity(
                    run.runId(),
                    replay(run.command()),
                    run.codeVersion(),
                    run.configHash(),
                    run.seed(),
                    run.startedAt(),
                    run.simulated(),
                    versions))
        .orElseGet(
            () ->
                new RunIdentity(
                    context.runId().value(),
                    replay("report"),
                    "unknown",
                    context.config().hash(),
                    context.config().run().seed(),
                    context.startedAt(),
                    context.config().ingest().source() == Config.Ingest.Source.SIMULATED,
                    versions));
  }

  /** The command that does the same again: every setting that is not the default. */
  private String replay(String job) {
    Config config = context.config();
    List<String> words = new ArrayList<>(List.of("./candlelake", job));
    words.addAll(List.of("--lake", config.run().lake()));
    Map<String, String> changes = ConfigWriter.changes(config);
    changes.remove("run.lake");
    if (job.equals("run") || job.equals("ingest")) {
      // Named as an option, the source keeps the launcher from its simulated default.
      changes.remove("ingest.source");
      words.addAll(List.of("--source", Choice.word(config.ingest().source())));
    }
    changes.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
    return words.stream().map(GoldReader::shellWord).collect(Collectors.joining(" "));
  }

  private static String shellWord(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  DataQuality dataQuality() {
    context.step("data quality");
    Dataset<Row> completeness = context.readPairs(Tables.COMPLETENESS);
    List<DataQuality.PairCounts> pairs =
        query("completeness_by_pair", Map.of("completeness", completeness), Map.of()).stream()
            .map(GoldRows::pairCounts)
            .toList();
    List<DataQuality.Day> worst =
        query("completeness_worst_days", Map.of("completeness", completeness), Map.of()).stream()
            .map(
                row ->
                    new DataQuality.Day(
                        row.getAs("day"),
                        row.<Long>getAs("pairs"),
                        row.<Long>getAs("missing"),
                        row.<Long>getAs("outage"),
                        row.<Long>getAs("filled")))
            .toList();
    return new DataQuality(pairs, checks(), worst);
  }

  Evaluations evaluations() {
    context.step("evaluations");
    List<Evaluations.Measured> rows =
        context
            .read(Tables.EVALUATIONS)
            .where(ofRun("evaluate"))
            .where(col("trial_id").equalTo(context.config().trialId()))
            .collectAsList()
            .stream()
            .map(GoldRows::measured)
            .toList();
    boolean usesModel = ConfiguredStrategy.of(context.config()).needsModel();
    return new Evaluations(
        rows, usesModel ? "nothing was evaluated" : "the strategy uses no model");
  }

  TrialModels models() {
    context.step("models");
    String trial = context.config().trialId();
    List<TrialModels.Fold> folds =
        context
            .read(Tables.MODELS)
            .where(col("trial_id").equalTo(trial))
            .drop("artifact")
            .withColumn("newest", max("version").over(Window.partitionBy("scope", "fold")))
            .where(col("version").equalTo(col("newest")))
            .collectAsList()
            .stream()
            .map(GoldRows::fold)
            .sorted(
                Comparator.comparing(TrialModels.Fold::fold).thenComparing(TrialModels.Fold::scope))
            .toList();
    Row count =
        query(
                "predictions_count",
                Map.of("predictions", context.read(Tables.PREDICTIONS)),
                Map.of("trial_id", trial, "interval", interval()))
            .get(0);
    return new TrialModels(
        folds, new TrialModels.Predictions(count.getLong(0), count.getLong(1), count.getLong(2)));
  }

  List<Report.SignalCount> signals() {
    context.step("signals");
    return query(
            "signals_count",
            Map.of("signals", context.read(Tables.SIGNALS)),
            Map.of("strategy_id", context.config().strategyId(), "interval", interval()))
        .stream()
        .map(row -> new Report.SignalCount(row.getInt(0), row.getLong(1), row.getLong(2)))
        .toList();
  }

  BacktestFigures backtest() {
    context.step("backtest");
    List<BacktestFigures.Measured> rows =
        context
            .read(Tables.METRICS)
            .where(ofRun("backtest").and(col("cell").equalTo(BASE_CELL)))
            .collectAsList()
            .stream()
            .map(
                row ->
                    new BacktestFigures.Measured(
                        row.getAs("metric"),
                        Figure.ofNullable(row.getAs("value"), "not defined for these trades"),
                        row.getAs("unit")))
            .toList();
    return new BacktestFigures(rows, "no backtest has run");
  }

  /** Daily worth, from the cash at start that the backtest names, else the configured one. */
  EquityCurve equity(BacktestFigures backtest) {
    context.step("equity");
    double configured = context.config().backtest().initialCash();
    return new EquityCurve(
        backtest.of(Names.INITIAL_CASH).known().orElse(configured),
        context
            .read(Tables.EQUITY)
            .where(ofRun("backtest").and(col("cell").equalTo(BASE_CELL)))
            .select("day", "equity", "benchmark_btc", "benchmark_universe")
            .collectAsList()
            .stream()
            .map(
                row ->
                    new EquityCurve.Day(
                        row.getAs("day"), row.getDouble(1), row.getDouble(2), row.getDouble(3)))
            .sorted(Comparator.comparing(EquityCurve.Day::day))
            .toList());
  }

  Trading trading() {
    context.step("trades");
    Map<String, Dataset<Row>> trades = Map.of("trades", context.read(Tables.TRADES));
    String run = runOf("backtest");
    Map<String, List<Trading.Group>> groups = new TreeMap<>();
    for (Row row : query("trades_by_group", trades, Map.of("run_id", run))) {
      groups.computeIfAbsent(row.getAs("kind"), kind -> new ArrayList<>()).add(GoldRows.group(row));
    }
    Map<String, List<Trading.ListedTrade>> lines = new TreeMap<>();
    for (Row row :
        query("trades_extreme", trades, Map.of("run_id", run, "limit", EXTREME_TRADES))) {
      lines
          .computeIfAbsent(row.getAs("kind"), kind -> new ArrayList<>())
          .add(GoldRows.listedTrade(row));
    }
    Comparator<Trading.ListedTrade> byNet = Comparator.comparingDouble(Trading.ListedTrade::net);
    return new Trading(
        groups.getOrDefault("all", List.of()).stream().findFirst(),
        groups.getOrDefault("pair", List.of()),
        groups.getOrDefault("exit", List.of()),
        groups.getOrDefault("side", List.of()),
        lines.getOrDefault("best", List.of()).stream().sorted(byNet.reversed()).toList(),
        lines.getOrDefault("worst", List.of()).stream().sorted(byNet).toList(),
        Optional.of(TradesHash.of(tradesOf(run))));
  }

  private Dataset<Row> tradesOf(String run) {
    return context
        .read(Tables.TRADES)
        .where(col("run_id").equalTo(run).and(col("cell").equalTo(BASE_CELL)));
  }

  Optional<LookaheadCounts> proof() {
    context.step("proof that nothing looked ahead");
    Dataset<Row> proofs = context.read(Tables.LOOKAHEAD_PROOFS).where(ofRun("prove"));
    List<LookaheadCounts.Part> parts =
        proofs
            .groupBy("step")
            .agg(sum("rows"), sum("mismatches"))
            .orderBy("step")
            .collectAsList()
            .stream()
            .map(row -> new LookaheadCounts.Part(row.getString(0), row.getLong(1), row.getLong(2)))
            .toList();
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(new LookaheadCounts(proofs.select("cut").distinct().count(), parts));
  }

  private List<DataQuality.Check> checks() {
    return context
        .read(Tables.CHECK_RESULTS)
        .where(ofRun("validate"))
        .groupBy("severity", "check")
        .agg(sum("rows_checked").as("checked"), sum("rows_raised").as("raised"))
        .collectAsList()
        .stream()
        .map(
            row ->
                new DataQuality.Check(
                    row.getString(1), row.getString(0), row.getLong(2), row.getLong(3)))
        .sorted(
            Comparator.comparing(DataQuality.Check::severity)
                .reversed()
                .thenComparing(Comparator.comparingLong(DataQuality.Check::raised).reversed())
                .thenComparing(DataQuality.Check::name))
        .toList();
  }

  /** Every recorded job run, newest first. */
  private List<Stage> readHistory() {
    return context.read(Tables.JOB_RUNS).collectAsList().stream()
        .sorted(Comparator.comparing((Row row) -> row.<Instant>getAs("started_at")).reversed())
        .map(
            row ->
                new Stage(
                    row.getAs("job"),
                    row.getAs("run_id"),
                    row.<Double>getAs("seconds"),
                    row.<Long>getAs("rows_out"),
                    row.getAs("status"),
                    row.getAs("message")))
        .toList();
  }

  private Column ofRun(String job) {
    return col("run_id").equalTo(runOf(job));
  }

  /** This run where the job's run is not recorded: then its rows, if any, are this run's. */
  private String runOf(String job) {
    return history.stream()
        .filter(stage -> stage.name().equals(job) && stage.isUsable())
        .map(Stage::runId)
        .findFirst()
        .orElse(context.runId().value());
  }

  private String interval() {
    return context.config().run().interval().code();
  }

  /** Runs a SQL file over views that live only as long as it does. */
  private List<Row> query(
      String file, Map<String, Dataset<Row>> views, Map<String, Object> parameters) {
    views.forEach((name, rows) -> rows.createOrReplaceTempView(name));
    try {
      return context
          .spark()
          .sql(Resources.text(GoldReader.class, file + ".sql"), parameters)
          .collectAsList();
    } finally {
      views.keySet().forEach(name -> context.spark().catalog().dropTempView(name));
    }
  }
}
