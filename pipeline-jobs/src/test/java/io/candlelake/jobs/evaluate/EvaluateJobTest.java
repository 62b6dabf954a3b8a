package io.candlelake.jobs.evaluate;

import static io.candlelake.common.metric.EvaluationSlice.ALL;
import static io.candlelake.common.metric.EvaluationSlice.CALIBRATION;
import static io.candlelake.common.metric.EvaluationSlice.NAIVE;
import static io.candlelake.common.metric.EvaluationSlice.THRESHOLD;
import static io.candlelake.jobs.testing.SyntheticDecisions.uniform;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.PipelineException;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.metric.EvaluationMetric;
import io.candlelake.common.metric.EvaluationSlice;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.jobs.testing.SyntheticDecisions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateJobTest {
  private static final String BY_CHANCE = "0.3D + 0.4D * " + uniform("p");

  private final SparkSession spark = LocalSpark.session();
  private final SyntheticDecisions market =
      new SyntheticDecisions(
          spark,
          12,
          3000,
          Map.of("evaluate.bootstrap-resamples", "300", "backtest.costs.fee.rate", "0.001"));

  @TempDir Path root;

  /** Predictions by chance: nothing passes, and every figure equals the slow way of getting it. */
  @Test
  void chanceIsReportedAsChanceAndEveryFigureEqualsTheSlowWay() {
    Dataset<Row> predictions = market.predictions(BY_CHANCE);
    List<MetricRow> metrics = evaluate(predictions, market.labels());
    MetricRow accuracy = metric(metrics, ALL, "", EvaluationMetric.ACCURACY);
    assertThat(accuracy.interval().orElseThrow().low()).isLessThan(0.5);
    assertThat(accuracy.interval().orElseThrow().high()).isGreaterThan(0.5);
    assertThat(whole(metrics, EvaluationMetric.PASS)).hasValue(0);
    assertThat(whole(metrics, EvaluationMetric.ROC_AUC).orElseThrow()).isBetween(0.48, 0.52);
    assertThat(whole(metrics, EvaluationMetric.STANDARD_AUC)).hasValue(0);
    assertThat(whole(metrics, EvaluationMetric.STANDARD_BRIER_SKILL)).hasValue(0);
    assertThat(metric(metrics, NAIVE, "majority", EvaluationMetric.NAIVE_ACCURACY).value())
        .isPresent();

    SlowEvaluation slow =
        SlowEvaluation.of(predictions, market.labels(), entries(predictions), market.candles());
    assertThat(slow.signals(row -> true)).isGreaterThan(5_000);
    assertSliceEquals(metrics, ALL, "", slow, row -> true);
    assertSliceEquals(
        metrics, EvaluationSlice.PAIR, "CX-USDT", slow, r -> r.pair().equals("CX-USDT"));
    assertSliceEquals(metrics, EvaluationSlice.FOLD, "2", slow, r -> r.fold() == 2);
    assertSliceEquals(
        metrics,
        EvaluationSlice.MONTH,
        "2020-03",
        slow,
        r -> r.day().toString().startsWith("2020-03"));
    assertSliceEquals(
        metrics, EvaluationSlice.QUARTER, "2020-Q2", slow, r -> r.day().getMonthValue() > 3);
    assertThat(metric(metrics, EvaluationSlice.SIDE, "short", EvaluationMetric.ACCURACY).value())
        .isEqualTo(slow.accuracy(row -> row.side() == -1));
    assertThat(metric(metrics, THRESHOLD, "0.65", EvaluationMetric.ACCURACY).value())
        .isEqualTo(slow.accuracyFrom(0.65));
    assertThat(metric(metrics, THRESHOLD, "0.50", EvaluationMetric.COVERAGE).value()).hasValue(1);
    assertThat(whole(metrics, EvaluationMetric.NON_OVERLAPPING_ACCURACY))
        .isEqualTo(slow.nonOverlappingAccuracy());
    assertThat(whole(metrics, EvaluationMetric.LATE_ENTRY_ACCURACY))
        .isEqualTo(slow.lateEntryAccuracy());
    assertThat(metric(metrics, NAIVE, "persistence", EvaluationMetric.NAIVE_ACCURACY).value())
        .isEqualTo(slow.persistenceAccuracyOfSignals());
    assertThat(whole(metrics, EvaluationMetric.SIGNALS_WITHOUT_LABEL))
        .hasValue((double) slow.signalsWithoutLabel());
    assertThat(whole(metrics, EvaluationMetric.GROSS_EXPECTANCY).orElseThrow())
        .isCloseTo(slow.grossExpectancy(), within(1e-12));
    assertThat(whole(metrics, EvaluationMetric.NET_EXPECTANCY).orElseThrow())
        .isCloseTo(slow.grossExpectancy() - 2 * (0.001 + 0.0005), within(1e-12));
    assertThat(whole(metrics, EvaluationMetric.MIRROR_EXPECTANCY).orElseThrow())
        .isCloseTo(-slow.grossExpectancy(), within(1e-12));
    assertThat(whole(metrics, EvaluationMetric.ROC_AUC).orElseThrow())
        .isCloseTo(slow.rocAuc(), within(1e-5));
    assertThat(whole(metrics, EvaluationMetric.IC).orElseThrow())
        .isCloseTo(slow.informationCoefficient(), within(1e-12));
  }

  @Test
  void aPerfectOraclePasses() {
    List<MetricRow> metrics =
        evaluate(market.predictions("if(forward_return > 0, 0.9D, 0.1D)"), market.labels());
    assertThat(whole(metrics, EvaluationMetric.ACCURACY)).hasValue(1);
    assertThat(whole(metrics, EvaluationMetric.COVERAGE)).hasValue(1);
    assertThat(whole(metrics, EvaluationMetric.PAIRS_PASSING)).hasValue(12);
    assertThat(whole(metrics, EvaluationMetric.PASS)).hasValue(1);
    assertThat(whole(metrics, EvaluationMetric.ROC_AUC)).hasValue(1);
    assertThat(whole(metrics, EvaluationMetric.MCC)).hasValue(1);
    assertThat(whole(metrics, EvaluationMetric.DECAY_ALARM)).hasValue(0);
    assertThat(whole(metrics, EvaluationMetric.STANDARD_AUC)).hasValue(1);
    assertThat(whole(metrics, EvaluationMetric.STANDARD_CALIBRATION)).hasValue(0);
    assertThat(metrics.stream().filter(row -> row.slice() == CALIBRATION)).hasSize(4);
  }

  /** Right 61% of the time on 7% of the candles, by chance elsewhere. */
  @Test
  void aPlantedEdgeIsFound() {
    String right = "(forward_return > 0) = (" + uniform("luck") + " < 0.61D)";
    List<MetricRow> metrics =
        evaluate(
            market.predictions(
                "if(" + uniform("edge") + " < 0.07D, if(" + right + ", 0.63D, 0.37D), 0.5D)"),
            market.labels());
    MetricRow accuracy = metric(metrics, ALL, "", EvaluationMetric.ACCURACY);
    assertThat(accuracy.interval().orElseThrow().low()).isBetween(0.54, 0.61);
    assertThat(whole(metrics, EvaluationMetric.COVERAGE).orElseThrow())
        .isCloseTo(0.07, within(0.005));
  }

  @Test
  void tiesAreWrongForBothSides() {
    Dataset<Row> ties =
        market.labels().withColumn("forward_return", lit(0.0)).withColumn("direction", lit(0));
    List<MetricRow> metrics = evaluate(market.predictions(BY_CHANCE), ties);
    assertThat(whole(metrics, EvaluationMetric.ACCURACY)).hasValue(0);
    assertThat(whole(metrics, EvaluationMetric.FULL_COVERAGE_ACCURACY)).hasValue(0);
    assertThat(whole(metrics, EvaluationMetric.BASE_RATE)).hasValue(0);
    assertThat(metric(metrics, NAIVE, "majority", EvaluationMetric.NAIVE_ACCURACY).value())
        .hasValue(0);
    assertThat(whole(metrics, EvaluationMetric.ROC_AUC)).isEmpty();
    assertThat(whole(metrics, EvaluationMetric.BRIER_SKILL)).isEmpty();
    assertThat(whole(metrics, EvaluationMetric.IC)).isEmpty();
    assertThat(whole(metrics, EvaluationMetric.STANDARD_AUC)).isEmpty();
  }

  /** Half the pairs only rise, half only fall: a model that knows the pair looks perfect. */
  @Test
  void knowingThePairIsShownToBeNoSkill() {
    String rises = "ascii(pair) % 2 = 0";
    Dataset<Row> drifting =
        market
            .labels()
            .withColumn(
                "forward_return",
                org.apache.spark.sql.functions.expr(
                    "if(" + rises + ", 1, -1) * (abs(forward_return) + 1e-6D)"));
    List<MetricRow> metrics =
        evaluate(market.predictions("if(" + rises + ", 0.8D, 0.2D)"), drifting);
    assertThat(whole(metrics, EvaluationMetric.ACCURACY)).hasValue(1);
    assertThat(metric(metrics, NAIVE, "majority", EvaluationMetric.NAIVE_ACCURACY).value())
        .hasValue(0.5);
    assertThat(metric(metrics, NAIVE, "per_pair_majority", EvaluationMetric.NAIVE_ACCURACY).value())
        .hasValue(1);
  }

  /** Signals for two months, then silence: the rule of a fifth raises the alarm. */
  @Test
  void anEdgeThatFellSilentRaisesTheAlarm() {
    SyntheticDecisions years = new SyntheticDecisions(spark, 1, 6000, Map.of());
    String early = "hour < 1500 AND " + uniform("p") + " < 0.5D";
    Dataset<Row> predictions =
        years.predictions("if(" + early + ", if(forward_return > 0, 0.9D, 0.1D), 0.5D)");
    List<MetricRow> metrics =
        EvaluateJob.evaluate(
            Outcomes.of(predictions, years.labels(), entries(predictions), years.candles(), 4),
            entries(predictions),
            years.config());
    assertThat(whole(metrics, EvaluationMetric.ACCURACY)).hasValue(1);
    assertThat(whole(metrics, EvaluationMetric.LAST_90_DAYS_COVERAGE)).hasValue(0);
    assertThat(whole(metrics, EvaluationMetric.LAST_90_DAYS_ACCURACY)).isEmpty();
    assertThat(whole(metrics, EvaluationMetric.LAST_2_YEARS_COVERAGE).orElseThrow())
        .isCloseTo(0.125, within(0.02));
    assertThat(whole(metrics, EvaluationMetric.DECAY_ALARM)).hasValue(1);
    assertThat(whole(metrics, EvaluationMetric.LAST_12_MONTHS_ACCURACY)).hasValue(1);
    assertThat(whole(metrics, EvaluationMetric.IC)).isEmpty();
  }

  @Test
  void withoutCalibrationOnlyRankingIsMeasured() {
    SyntheticDecisions small = new SyntheticDecisions(spark, 6, 200, Map.of());
    Dataset<Row> predictions =
        small.predictions("cast(null AS double)").withColumn("score", col("fold").plus(0.25));
    List<MetricRow> metrics =
        EvaluateJob.evaluate(
            Outcomes.of(predictions, small.labels(), entries(predictions), small.candles(), 4),
            entries(predictions),
            small.config());
    assertThat(whole(metrics, EvaluationMetric.SIGNALS)).hasValue(0);
    assertThat(whole(metrics, EvaluationMetric.ACCURACY)).isEmpty();
    assertThat(whole(metrics, EvaluationMetric.COVERAGE)).isEmpty();
    assertThat(whole(metrics, EvaluationMetric.PASS)).hasValue(0);
    assertThat(whole(metrics, EvaluationMetric.ROC_AUC)).hasValue(0.5);
    assertThat(metrics.stream().noneMatch(row -> row.metric() == EvaluationMetric.BRIER)).isTrue();
  }

  @Test
  void partitionsAndOrderDoNotChangeADigit() {
    SyntheticDecisions small = new SyntheticDecisions(spark, 6, 1200, Map.of());
    Dataset<Row> predictions = small.predictions(BY_CHANCE);
    Dataset<Row> outcomes =
        Outcomes.of(predictions, small.labels(), entries(predictions), small.candles(), 4);
    Dataset<Row> shuffled = outcomes.orderBy(col("score").desc()).repartition(7);
    assertThat(sorted(EvaluateJob.evaluate(shuffled, entries(predictions), small.config())))
        .isEqualTo(
            sorted(
                EvaluateJob.evaluate(outcomes.coalesce(1), entries(predictions), small.config())));
  }

  /** Again also when labels have become known since that were not by the end of the range. */
  @Test
  void runTwiceLeavesTheSameRowsAndOtherRunsAlone() {
    String end = "2020-01-17T00:00:00Z";
    SyntheticDecisions small = new SyntheticDecisions(spark, 5, 500, Map.of("run.to", end));
    Column known = col("known_at").leq(lit(Instant.parse(end)));
    Lakehouse lake = new Lakehouse(spark, root.toString());
    assertThatThrownBy(() -> run(lake, small, "run-1"))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot evaluate trial "
                + small.config().trialId()
                + ": no row of gold.predictions in the range has a label forward_return_4. Run"
                + " labels and train with this configuration first, or widen --from and --to.");
    fill(lake, small, small.labels().where(known));

    JobResult result = run(lake, small, "run-1");
    List<String> first = lines(lake, "run-1");
    Dataset<Row> news = small.labels().where(not(known)).withColumn("run_id", lit("run-1"));
    assertThat(lake.append(Tables.LABELS, news)).isPositive();
    run(lake, small, "run-2");
    assertThat(run(lake, small, "run-1")).isEqualTo(result);
    assertThat(lines(lake, "run-1")).isEqualTo(first).hasSize((int) result.rowsOut());
    assertThat(lines(lake, "run-2")).isEqualTo(first);
    assertThat(result.notes().get(0)).startsWith("signal accuracy ");
    Dataset<Row> rows = lake.read(Tables.EVALUATIONS);
    String[] key = Tables.EVALUATIONS.key().toArray(String[]::new);
    assertThat(rows.dropDuplicates(key).count()).isEqualTo(rows.count());
    assertThat(rows.where("isnan(value) OR isnan(low) OR isnan(high)").isEmpty()).isTrue();
    assertThat(
            rows.select("metric").distinct().collectAsList().stream().map(row -> row.getString(0)))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(EvaluationMetric.values()).map(EvaluationMetric::key).toList());
  }

  /** Everything that the job reads. */
  private static void fill(Lakehouse lake, SyntheticDecisions data, Dataset<Row> labels) {
    Dataset<Row> predictions = data.predictions(BY_CHANCE);
    lake.append(Tables.CANDLES, data.candles().withColumn("run_id", lit("run-0")));
    lake.append(Tables.LABELS, labels.withColumn("run_id", lit("run-0")));
    lake.append(Tables.PREDICTIONS, predictions.withColumn("run_id", lit("run-0")));
    lake.append(
        Tables.SIGNALS,
        entries(predictions)
            .withColumn("strategy_id", lit(data.config().strategyId()))
            .withColumn("size", lit(0.125))
            .withColumn("stop_return", lit(0.1))
            .withColumn("target_return", lit(0.1))
            .withColumn("expected_volatility", lit(0.02))
            .withColumn("holding_bars", lit(4))
            .withColumn("rule", lit("probability-threshold"))
            .withColumn("blocked_by", lit(null).cast("string"))
            .withColumn("run_id", lit("run-0")));
  }

  private JobResult run(Lakehouse lake, SyntheticDecisions data, String runId) {
    Job job = new EvaluateJob();
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    return job.run(
        new JobContext(job, lake, data.config(), new RunId(runId), start, Progress.SILENT));
  }

  private static List<String> lines(Lakehouse lake, String runId) {
    return lake
        .read(Tables.EVALUATIONS)
        .where(col("run_id").equalTo(runId))
        .drop("run_id")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private List<MetricRow> evaluate(Dataset<Row> predictions, Dataset<Row> labels) {
    Dataset<Row> entries = entries(predictions);
    return EvaluateJob.evaluate(
        Outcomes.of(predictions, labels, entries, market.candles(), 4), entries, market.config());
  }

  /** Entries as the threshold rule emits them at 0.62. */
  private static Dataset<Row> entries(Dataset<Row> predictions) {
    return predictions
        .where("greatest(probability, 1 - probability) >= 0.62")
        .selectExpr(
            "exchange",
            "pair",
            "interval",
            "open_time",
            "close_time",
            "model_id",
            "'entry' AS kind",
            "if(probability >= 0.62, 1, -1) AS side",
            "greatest(probability, 1 - probability) AS probability");
  }

  private static void assertSliceEquals(
      List<MetricRow> metrics,
      EvaluationSlice slice,
      String value,
      SlowEvaluation slow,
      Predicate<SlowEvaluation.Decision> in) {
    assertThat(metric(metrics, slice, value, EvaluationMetric.SIGNALS).value())
        .hasValue((double) slow.signals(in));
    assertThat(metric(metrics, slice, value, EvaluationMetric.ACCURACY).value())
        .isEqualTo(slow.accuracy(in));
    assertThat(metric(metrics, slice, value, EvaluationMetric.COVERAGE).value())
        .isEqualTo(slow.coverage(in));
    assertThat(metric(metrics, slice, value, EvaluationMetric.FULL_COVERAGE_ACCURACY).value())
        .isEqualTo(slow.fullCoverageAccuracy(in));
    assertThat(metric(metrics, slice, value, EvaluationMetric.BASE_RATE).value())
        .isEqualTo(slow.baseRate(in));
  }

  private static OptionalDouble whole(List<MetricRow> metrics, EvaluationMetric metric) {
    return metric(metrics, ALL, "", metric).value();
  }

  private static MetricRow metric(
      List<MetricRow> metrics, EvaluationSlice slice, String value, EvaluationMetric metric) {
    List<MetricRow> found =
        metrics.stream()
            .filter(row -> row.slice() == slice && row.sliceValue().equals(value))
            .filter(row -> row.metric() == metric)
            .toList();
    if (found.isEmpty()) {
      return new MetricRow(
          slice, value, metric, OptionalDouble.empty(), java.util.Optional.empty(), 0);
    }
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static List<String> sorted(List<MetricRow> metrics) {
    return metrics.stream().map(MetricRow::toString).sorted().toList();
  }
}
