package io.candlelake.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainJobTest {
  private static final Instant NOW = Instant.parse("2021-01-01T00:00:00Z");
  private static final Market EDGE = new Market(List.of("BTC-USDT", "ETH-USDT"), 150, 2);
  private static final String[] KEY = {"pair", "open_time"};

  private static final Column[] KEPT = {
    col("pair"), col("open_time"), col("fold"), col("score"), col("probability")
  };

  private static Dataset<Row> predictions;

  private final SparkSession spark = LocalSpark.session();
  @TempDir Path root;

  @BeforeAll
  static void predictOnce() {
    predictions = predict(EDGE.features(), EDGE.labels(), config(Map.of())).cache();
  }

  @AfterAll
  static void forget() {
    predictions.unpersist();
  }

  @Test
  void runTwiceLeavesTheSameRowsAndRegistersEveryModel() {
    Config config = config(Map.of());
    Lakehouse lake = lake(EDGE.features(), EDGE.labels());
    JobResult first = run(lake, config, "run-1");
    List<Row> once = stored(lake);
    JobResult second = run(lake, config, "run-2");
    assertThat(stored(lake)).isEqualTo(once);
    assertThat(first.failures()).isEmpty();
    assertThat(first.notes()).isEmpty();
    assertThat(first.rowsOut()).isEqualTo(1 + 3 + 2 * 90 * 24);
    assertThat(second.failures()).isEmpty();
    assertThat(lake.read(Tables.TRIALS).count()).isEqualTo(1);

    // 150 days from 2020-01-01 reach into 2020-05-29: test blocks are March, April, May.
    List<Row> models = lake.read(Tables.MODELS).orderBy("fold").collectAsList();
    assertThat(models).hasSize(3);
    for (int fold = 0; fold < 3; fold++) {
      Row model = models.get(fold);
      assertThat(model.<String>getAs("status")).isEqualTo("fitted");
      assertThat(model.<String>getAs("scope")).isEqualTo("binance/pooled");
      assertThat(model.<Instant>getAs("test_from"))
          .isEqualTo(Instant.parse("2020-0" + (3 + fold) + "-01T00:00:00Z"));
      assertThat(model.<String>getAs("library")).isEqualTo("xgboost4j-spark 3.1.1");
      assertThat(model.<String>getAs("tables"))
          .isEqualTo("{\"gold.features\":1,\"gold.labels\":1,\"gold.predictions\":-1}");
      assertThat(model.<Integer>getAs("version")).isEqualTo(1);
      assertThat(model.<Object>getAs("calibration_slope") == null).isEqualTo(fold == 0);
      assertThat(model.<String>getAs("run_id")).isEqualTo("run-1");
    }
    assertThat(models.get(0).<String>getAs("scores")).contains("\"rows\":1488");
    // Every candle that closes from 2020-03-01T00:00 to 2020-05-29T23:00.
    assertThat(lake.read(Tables.PREDICTIONS).count()).isEqualTo(2L * 90 * 24);
    assertThat(lake.read(Tables.PREDICTIONS).where("probability is null").count())
        .isEqualTo(2L * 31 * 24);
  }

  @Test
  void aDaysRunFitsTheFoldThatIsDueAndLeavesWhatOneRunLeaves() {
    Lakehouse lake = lake(EDGE.features(), EDGE.labels());
    run(lake, config(Map.of("run.to", "2020-05-20")), "history");
    Config day = config(Map.of("run.from", "2020-05-20", "run.to", "2020-05-21"));
    assertThat(modelsFittedBy(lake, day, "day")).isEqualTo(1);
    // May alone is fitted; the candles of May 21 and later are not predicted yet.
    String predicted = "open_time < '2020-05-21'";
    assertThat(sorted(lake.read(Tables.PREDICTIONS).select(KEPT)))
        .isEqualTo(sorted(predictions.where(predicted).select(KEPT)));

    // A hole in the history of the trial is due, whatever the range; it is not filled.
    lake.replace(
        Tables.PREDICTIONS,
        lake.read(Tables.PREDICTIONS)
            .where("open_time >= '2020-04-10' and open_time < '2020-04-11' and pair = 'BTC-USDT'"),
        RowFilter.from("open_time", Instant.parse("2020-04-10T00:00:00Z"))
            .and(RowFilter.before("open_time", Instant.parse("2020-04-11T00:00:00Z"))));
    assertThat(modelsFittedBy(lake, day, "day-again")).isEqualTo(2);
    String inDay = "open_time >= '2020-05-20' and open_time < '2020-05-21'";
    assertThat(sorted(lake.read(Tables.PREDICTIONS).where(inDay).select(KEPT)))
        .hasSize(48)
        .isEqualTo(sorted(predictions.where(inDay).select(KEPT)));

    // The last candle of April closes as May begins, so it is of May's block.
    run(lake, config(Map.of("run.from", "2020-04-30", "run.to", "2020-05-01")), "end-of-April");
    String endOfApril = "open_time >= '2020-04-30' and open_time < '2020-05-01'";
    assertThat(sorted(lake.read(Tables.PREDICTIONS).where(endOfApril).select(KEPT)))
        .hasSize(48)
        .isEqualTo(sorted(predictions.where(endOfApril).select(KEPT)));
  }

  /** How many models a run fitted, whether or not they were stored before. */
  private static long modelsFittedBy(Lakehouse lake, Config config, String runId) {
    AtomicLong fitted = new AtomicLong();
    TrainJob job = new TrainJob();
    Progress progress = (done, total, what) -> fitted.set(total);
    job.run(new JobContext(job, lake, config, new RunId(runId), NOW, progress));
    return fitted.get();
  }

  @Test
  void aRefitOnOtherDataIsAnotherModelAndTheOldOneStays() {
    Config config = config(Map.of());
    Lakehouse lake = lake(EDGE.features(), EDGE.labels());
    run(lake, config, "run-1");
    List<Row> before = models(lake);
    String lateLabel = "open_time >= '2020-02-20' AND open_time < '2020-02-21'";
    lake.upsert(
        Tables.LABELS,
        lake.read(Tables.LABELS).where(lateLabel).withColumn("direction", expr("-direction")));
    run(lake, config, "run-2");
    assertThat(models(lake)).hasSize(6).containsAll(before);
    assertThat(
            lake.read(Tables.MODELS)
                .where("run_id = 'run-2'")
                .orderBy("fold")
                .selectExpr("concat(fold, ' version ', version)")
                .as(Encoders.STRING())
                .collectAsList())
        .containsExactly("0 version 2", "1 version 2", "2 version 2");
    Dataset<Row> named = lake.read(Tables.PREDICTIONS).select("model_id").distinct();
    assertThat(named.join(lake.read(Tables.MODELS).where("run_id = 'run-2'"), "model_id").count())
        .isEqualTo(3);
  }

  private static List<Row> models(Lakehouse lake) {
    return lake.read(Tables.MODELS).drop("scores").orderBy("version", "fold").collectAsList();
  }

  @Test
  void aStoredModelGivesTheSamePredictionsInACopyOfTheLake(@TempDir Path elsewhere)
      throws Exception {
    Lakehouse lake = lake(EDGE.features(), EDGE.labels());
    run(lake, config(Map.of()), "run-1");
    Path copy = elsewhere.resolve("lake");
    FileUtils.copyDirectory(root.toFile(), copy.toFile());
    Lakehouse there = new Lakehouse(spark, copy.toString());
    List<Row> models = there.read(Tables.MODELS).orderBy("fold").collectAsList();
    String[] columns = {"exchange", "pair", "open_time", "close_time", "score", "probability"};
    for (Row model : models) {
      String id = model.getAs("model_id");
      Dataset<Row> loaded =
          TrainJob.predict(there.read(Tables.MODELS), id, there.read(Tables.FEATURES))
              .where(col("close_time").geq(lit(model.<Instant>getAs("test_from"))))
              .where(col("close_time").lt(lit(model.<Instant>getAs("test_to"))));
      Dataset<Row> stored = lake.read(Tables.PREDICTIONS).where(col("model_id").equalTo(id));
      assertThat(loaded.selectExpr(columns).orderBy("open_time", "pair").collectAsList())
          .isNotEmpty()
          .isEqualTo(stored.selectExpr(columns).orderBy("open_time", "pair").collectAsList());
    }
    assertThatThrownBy(
            () -> TrainJob.predict(there.read(Tables.MODELS), "none", there.read(Tables.FEATURES)))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot load the model none: gold.models has no such model. Take the model_id of a row"
                + " of gold.models with status 'fitted'.");
  }

  @Test
  void truncatedHistoryPredictsTheSameBitForBit() {
    for (String time : List.of("2020-04-20T07:00:00Z", "2020-05-02T00:00:00Z")) {
      Instant cut = Instant.parse(time);
      Dataset<Row> again =
          predictBefore(EDGE.features(), EDGE.labels(), predictions, config(Map.of()), cut);
      // The 30 days before the cut are compared, so each cut needs two blocks.
      assertThat(rows(again, cut)).hasSize(2 * 30 * 24).isEqualTo(rows(predictions, cut));
    }
  }

  @Test
  void aScalerOfTheFullSampleIsCaughtByTruncation() {
    Config config = config(Map.of());
    Instant cut = Instant.parse("2020-04-20T07:00:00Z");
    Dataset<Row> trend =
        EDGE.features()
            .withColumn(
                "vector",
                expr("transform(vector, x -> x * datediff(close_time, date'2019-12-01'))"));
    Dataset<Row> stored = predict(scaledByAllRows(trend), EDGE.labels(), config);
    Dataset<Row> known = trend.where(col("close_time").leq(lit(cut)));
    Dataset<Row> again = predictBefore(scaledByAllRows(known), EDGE.labels(), stored, config, cut);
    assertThat(rows(again, cut)).isNotEqualTo(rows(stored, cut));
  }

  @Test
  void noTrainingLabelMeetsItsTestAndPlantedLeaksAreCounted() {
    Config config = config(Map.of());
    Dataset<Row> features = EDGE.features();
    Dataset<Row> labels = EDGE.labels();
    assertThat(TrainJob.leakingRows(features, labels, config)).isZero();

    // Planted: labels that hide four hours of what they need slip through the purge.
    List<Fold> folds = WalkForward.schedule(features, config);
    Dataset<Row> unpurged =
        TrainingSet.candidates(features, labels, config)
            .join(
                FitPlan.of(features, folds, config.train()).assignments(spark),
                new String[] {"exchange", "pair"},
                "inner")
            .where("close_time >= train_from and close_time < test_from");
    // By hand: the last 3 candles before each of 3 blocks, 2 pairs, end their label inside it.
    assertThat(unpurged.where(TrainingSet.leaks()).count()).isEqualTo(3 * 3 * 2);

    // Planted: a label joined one bar early.
    Dataset<Row> shifted = labels.withColumn("open_time", expr("open_time + interval '1' hour"));
    assertThat(TrainJob.leakingRows(features, shifted, config)).isPositive();
  }

  @Test
  void partitionsChangeNoBit() {
    Config config = config(Map.of());
    List<Row> asTheyCame = sorted(predictions);
    for (int partitions : List.of(1, 7, 16)) {
      Dataset<Row> features = EDGE.features().repartition(partitions);
      Dataset<Row> labels = EDGE.labels().repartition(partitions, col("known_at"));
      assertThat(sorted(predict(features, labels, config))).isEqualTo(asTheyCame);
    }
  }

  @Test
  void aPlantedEdgeIsFoundAndLabelsOfChanceAreNot() {
    assertThat(auc(predictions, EDGE)).isGreaterThan(0.6);
    Market chance = new Market(EDGE.pairs(), 150, 0);
    Dataset<Row> guesses = predict(chance.features(), chance.labels(), config(Map.of()));
    assertThat(auc(guesses, chance)).isBetween(0.47, 0.53);
  }

  @Test
  void pairsThatCannotBeTrainedAreSkippedAndOthersGoOn() {
    Market market = new Market(List.of("BTC-USDT", "NEW-USDT", "UP-USDT"), 93, 2);
    Dataset<Row> features =
        market.features().where("pair <> 'NEW-USDT' or open_time >= '2020-02-20'");
    Dataset<Row> labels =
        market.labels().withColumn("direction", expr("if(pair = 'UP-USDT', 1, direction)"));
    Config config = config(Map.of("train.scope", "per-pair"));
    Lakehouse lake = lake(features, labels);
    JobResult result = run(lake, config, "run-1");
    assertThat(result.failures()).isEmpty();
    assertThat(result.notes())
        .containsExactly(
            "binance/NEW-USDT: no model in 1 of 2 folds, first because 212 training rows, 500"
                + " required",
            "binance/UP-USDT: no model in 2 of 2 folds, first because all 1413 training rows are"
                + " rises");
    assertThat(
            lake.read(Tables.MODELS)
                .orderBy("scope", "fold")
                .selectExpr("concat(scope, ' ', fold, ' ', status, ' ', artifact is null)")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly(
            "binance/BTC-USDT 0 fitted false",
            "binance/BTC-USDT 1 fitted false",
            "binance/NEW-USDT 0 too_few_rows true",
            "binance/NEW-USDT 1 fitted false",
            "binance/UP-USDT 0 one_class true",
            "binance/UP-USDT 1 one_class true");
    assertThat(lake.read(Tables.PREDICTIONS).select("pair").distinct().collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrder("BTC-USDT", "NEW-USDT");
  }

  @Test
  void aFitThatFailsIsALineAndOthersGoOn() {
    Dataset<Row> first = EDGE.features().agg(min("open_time"));
    Dataset<Row> broken =
        EDGE.features()
            .crossJoin(first)
            .withColumn(
                "vector",
                expr(
                    "if(open_time = `min(open_time)`,"
                        + " transform(vector, x -> float('infinity')), vector)"))
            .drop("min(open_time)");
    Lakehouse lake = lake(broken, EDGE.labels());
    JobResult result = run(lake, config(Map.of()), "run-1");
    assertThat(result.failures()).hasSize(1);
    assertThat(result.failures().get(0))
        .startsWith("binance/pooled fold 0: XGBoost could not fit ")
        .contains("inf");
    assertThat(lake.read(Tables.MODELS).where("status = 'failed'").count()).isEqualTo(1);
    assertThat(lake.read(Tables.MODELS).where("status = 'fitted'").count()).isEqualTo(2);
  }

  @Test
  void anUnknownParameterIsToldWithTheNearestOne() {
    Map<String, String> misspelt = Map.of("train.model", "{xgboost: {max-dept: 3}}");
    assertThatThrownBy(() -> config(misspelt))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining(
            "unknown key train.model.xgboost.max-dept, did you mean train.model.xgboost.max-depth?");
  }

  @Test
  void noFeaturesIsToldWithTheRemedy() {
    Lakehouse lake = new Lakehouse(spark, root.toString());
    assertThatThrownBy(() -> run(lake, config(Map.of()), "run-1"))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot train: gold.features has no rows of interval 1h. Run ingest, validate and"
                + " features first, or widen run.pairs.");
  }

  private static Config config(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("train.window-months", "2");
    settings.put("train.test-months", "1");
    settings.put("train.thin-bars", "1");
    settings.put("train.model", "{xgboost: {rounds: 10, min-child-weight: 5}}");
    settings.putAll(more);
    return ConfigReader.read(Optional.empty(), settings);
  }

  private static Dataset<Row> predict(Dataset<Row> features, Dataset<Row> labels, Config config) {
    List<Fold> folds = WalkForward.schedule(features, config);
    WalkForward walk = WalkForward.run(features, labels, folds, config, Progress.SILENT);
    // Once, as the job does.
    Dataset<Row> scores = walk.scores().localCheckpoint();
    Calibration calibration = Calibration.fit(scores, labels, folds, config);
    return walk.predictions(scores, calibration);
  }

  private static Dataset<Row> predictBefore(
      Dataset<Row> features, Dataset<Row> labels, Dataset<Row> stored, Config config, Instant cut) {
    return TrainJob.BlocksBefore.of(features, config, cut)
        .predict(
            features.where(col("close_time").leq(lit(cut))),
            labels.where(col("known_at").leq(lit(cut))),
            stored.where(col("close_time").leq(lit(cut))));
  }

  private static double auc(Dataset<Row> predictions, Market market) {
    // All folds as one task.
    Dataset<Row> together = predictions.withColumn("task", lit(0));
    String scores = TestScores.of(together, market.labels(), 1, config(Map.of())).get(0);
    return Double.parseDouble(scores.replaceAll(".*\"roc_auc\":([0-9.]+).*", "$1"));
  }

  /** The last 30 days up to the cut, sorted. */
  private static List<Row> rows(Dataset<Row> predictions, Instant cut) {
    return sorted(
        predictions
            .where(col("close_time").leq(lit(cut)))
            .where(col("close_time").gt(lit(cut.minus(Duration.ofDays(30))))));
  }

  private static List<Row> sorted(Dataset<Row> predictions) {
    return predictions.orderBy(KEY[0], KEY[1]).collectAsList();
  }

  /** Divides by the mean of all rows and cuts at 1: trees see where the cut is. */
  private static Dataset<Row> scaledByAllRows(Dataset<Row> features) {
    double mean = features.selectExpr("avg(vector[0])").head().getDouble(0);
    return features.withColumn(
        "vector", expr("transform(vector, x -> cast(least(1D, x / " + mean + "D) as float))"));
  }

  private Lakehouse lake(Dataset<Row> features, Dataset<Row> labels) {
    Lakehouse lake = new Lakehouse(spark, root.toString());
    lake.append(Tables.FEATURES, features);
    lake.append(Tables.LABELS, labels);
    lake.append(
        Tables.FEATURE_SETS,
        spark
            .range(5)
            .selectExpr(
                "'" + Market.FEATURE_SET + "' feature_set",
                "id position",
                "'f' feature",
                "'f' indicator",
                "'{}' parameters",
                "'1h' interval",
                "0 warm_up_bars",
                "1 version"));
    return lake;
  }

  private static JobResult run(Lakehouse lake, Config config, String runId) {
    TrainJob job = new TrainJob();
    return job.run(new JobContext(job, lake, config, new RunId(runId), NOW, Progress.SILENT));
  }

  private static List<Row> stored(Lakehouse lake) {
    return sorted(lake.read(Tables.PREDICTIONS).drop("run_id"));
  }
}
