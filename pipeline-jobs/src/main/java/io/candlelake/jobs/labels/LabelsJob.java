package io.candlelake.jobs.labels;

import static io.candlelake.common.table.Tables.CANDLES;
import static io.candlelake.common.table.Tables.LABELS;

import io.candlelake.common.config.Config;
import io.candlelake.common.dataset.PerSeries;
import io.candlelake.common.job.ConfiguredStrategy;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.label.Label;
import io.candlelake.common.label.Labels;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Table;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes the labels of every candle whose future is known by now. Those of a day's last candles
 * become known on the next day: a run writes what is known from its range's start on, so that runs
 * day after day leave what one run over all days leaves.
 */
public final class LabelsJob implements Job {
  @Override
  public String name() {
    return "labels";
  }

  @Override
  public String summary() {
    return "computes what the market did after each candle, with the time it became known";
  }

  @Override
  public int usualShare() {
    return 5;
  }

  /** A strategy that uses no model needs neither labels nor models. */
  @Override
  public boolean isNeeded(Config config) {
    return ConfiguredStrategy.of(config).needsModel();
  }

  @Override
  public Set<Table> reads() {
    return Set.of(CANDLES);
  }

  @Override
  public Set<Table> writes() {
    return Set.of(LABELS);
  }

  @Override
  public JobResult run(JobContext context) {
    Config config = context.config();
    Dataset<Row> labels = compute(context.readPairs(CANDLES), config).where(context.knownInRange());
    return JobResult.wrote(context.replaceKnownInRange(LABELS, labels, written(config)));
  }

  /**
   * The labels of the candles, as rows of {@code gold.labels} without the run: those whose {@code
   * known_at} lies within the candles given, and no others.
   */
  public static Dataset<Row> compute(Dataset<Row> candles, Config config) {
    LabelKernel kernel = new LabelKernel(Labels.with(config.labels().label()));
    return PerSeries.apply(candles, kernel, LabelKernel.RESULT);
  }

  private static RowFilter written(Config config) {
    return RowFilter.in(
        "label", Labels.with(config.labels().label()).stream().map(Label::name).toList());
  }
}
