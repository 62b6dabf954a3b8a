package io.candlelake.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.to_date;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.job.ConfiguredStrategy;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.label.Labels;
import io.candlelake.common.metric.EvaluationMetric;
import io.candlelake.common.metric.EvaluationSlice;
import io.candlelake.common.table.EvaluationRow;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Measures the configured trial's signals and models; see {@link EvaluationMetric}. */
public final class EvaluateJob implements Job {
  @Override
  public String name() {
    return "evaluate";
  }

  @Override
  public String summary() {
    return "measure signals and models on out-of-sample predictions";
  }

  @Override
  public int usualShare() {
    return 9;
  }

  /** A strategy that uses no model needs neither labels nor models. */
  @Override
  public boolean isNeeded(Config config) {
    return ConfiguredStrategy.of(config).needsModel();
  }

  @Override
  public Set<Table> reads() {
    return Set.of(Tables.PREDICTIONS, Tables.LABELS, Tables.SIGNALS, Tables.CANDLES);
  }

  @Override
  public Set<Table> writes() {
    return Set.of(Tables.EVALUATIONS);
  }

  @Override
  public JobResult run(JobContext context) {
    Config config = context.config();
    // By the end of the range, so that a day measured again, when more is known, has the same rows.
    Column known = col("known_at").leq(lit(config.run().range().to()));
    Dataset<Row> entries =
        context
            .readRange(Tables.SIGNALS)
            .where(col("strategy_id").equalTo(config.strategyId()))
            .where(col("kind").equalTo("entry"))
            .where(col("blocked_by").isNull());
    Dataset<Row> outcomes =
        Outcomes.of(
            context.readRange(Tables.PREDICTIONS).where(col("trial_id").equalTo(config.trialId())),
            context
                .readPairs(Tables.LABELS)
                .where(col("label").equalTo(labelName(config)).and(known)),
            entries,
            context.readPairs(Tables.CANDLES),
            config.labels().horizonBars());
    context.step("measure signals and models");
    List<MetricRow> metrics = evaluate(outcomes, entries, config);
    Dataset<Row> rows =
        MetricRow.toDataset(metrics, context.spark()).withColumn("trial_id", lit(config.trialId()));
    long written = context.replaceRun(Tables.EVALUATIONS, rows);
    return new JobResult(written, List.of(), List.of(headline(metrics)));
  }

  /** Every metric, from outcomes as {@link Outcomes} makes them. */
  static List<MetricRow> evaluate(Dataset<Row> outcomes, Dataset<Row> entries, Config config) {
    Dataset<Row> cached = outcomes.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      LocalDate lastDay = lastDay(cached, config);
      List<SliceTotals> totals =
          SignalSlices.totals(
              cached, lastDay, config.evaluate().bootstrapResamples(), config.run().seed());
      long labelled =
          totals.stream()
              .filter(slice -> slice.slice().equals(EvaluationSlice.ALL.key()))
              .mapToLong(SliceTotals::signals)
              .sum();
      List<MetricRow> metrics =
          new ArrayList<>(SignalMetrics.of(totals, entries.count() - labelled, config));
      ModelMetrics.of(cached)
          .union(InformationCoefficients.of(cached, config.labels().horizonBars()))
          .collectAsList()
          .forEach(row -> metrics.add(MetricRow.of(EvaluationRow.CODEC.value(row))));
      metrics.addAll(Standards.of(metrics));
      return metrics;
    } finally {
      cached.unpersist();
    }
  }

  private static LocalDate lastDay(Dataset<Row> outcomes, Config config) {
    Row all = outcomes.agg(count(lit(1)), max(to_date(col("close_time")))).head();
    if (all.getLong(0) == 0) {
      throw PipelineException.userMistake(
          "Cannot evaluate trial " + config.trialId(),
          "no row of gold.predictions in the range has a label " + labelName(config),
          "Run labels and train with this configuration first, or widen --from and --to");
    }
    return all.getAs(1);
  }

  /** Accuracy is always judged on the return over the horizon, whatever the models learn. */
  private static String labelName(Config config) {
    return Labels.measureOf(config.labels().label()).name();
  }

  private static String headline(List<MetricRow> metrics) {
    MetricRow accuracy = whole(metrics, EvaluationMetric.ACCURACY);
    if (accuracy.value().isEmpty()) {
      return "no signal to measure";
    }
    String interval =
        accuracy
            .interval()
            .map(i -> String.format(Locale.ROOT, " [%.1f, %.1f]", 100 * i.low(), 100 * i.high()))
            .orElse("");
    double coverage = whole(metrics, EvaluationMetric.COVERAGE).value().orElseThrow();
    boolean decayed = whole(metrics, EvaluationMetric.DECAY_ALARM).value().orElseThrow() == 1;
    return String.format(
        Locale.ROOT,
        "signal accuracy %.1f%%%s on %d signals, %.2f%% of decisions%s",
        100 * accuracy.value().getAsDouble(),
        interval,
        accuracy.rows(),
        100 * coverage,
        decayed ? "; decay alarm" : "");
  }

  private static MetricRow whole(List<MetricRow> metrics, EvaluationMetric metric) {
    return metrics.stream()
        .filter(row -> row.slice() == EvaluationSlice.ALL && row.metric() == metric)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no metric " + metric));
  }
}
