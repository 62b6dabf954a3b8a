package io.candlelake.jobs.signals;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.job.ConfiguredFeatures;
import io.candlelake.common.job.ConfiguredStrategy;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.PairDecisionRows;
import io.candlelake.common.strategy.Strategy;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Turns candles, features and out-of-sample predictions into entries and exits, by the strategy.
 */
public final class SignalsJob implements Job {
  @Override
  public String name() {
    return "signals";
  }

  @Override
  public String summary() {
    return "decide on entries and exits by the strategy's rules, with size and risk";
  }

  @Override
  public void check(Config config) {
    ConfiguredStrategy.check(config);
  }

  @Override
  public int usualShare() {
    return 4;
  }

  @Override
  public Set<Table> reads() {
    return Set.of(Tables.PREDICTIONS, Tables.CANDLES, Tables.FEATURES);
  }

  @Override
  public Set<Table> writes() {
    return Set.of(Tables.SIGNALS);
  }

  @Override
  public JobResult run(JobContext context) {
    Config config = context.config();
    Strategy strategy = ConfiguredStrategy.of(config);
    Optional<Dataset<Row>> predictions = Optional.empty();
    if (strategy.needsModel()) {
      context.step("look for predictions");
      predictions =
          Optional.of(
              context
                  .readPairs(Tables.PREDICTIONS)
                  .where(col("trial_id").equalTo(config.trialId()))
                  .where(col("open_time").lt(lit(config.run().range().to()))));
      if (predictions.get().isEmpty()) {
        throw PipelineException.userMistake(
            "Cannot decide on signals",
            "gold.predictions has no row of trial " + config.trialId() + " in the range",
            "Run train with this configuration first");
      }
    }
    Optional<Dataset<Row>> features = Optional.empty();
    if (!strategy.features().isEmpty()) {
      features =
          Optional.of(
              context
                  .readPairs(Tables.FEATURES)
                  .where(col("feature_set").equalTo(ConfiguredFeatures.of(config).id())));
    }
    Dataset<Row> signals =
        decide(context.readPairs(Tables.CANDLES), predictions, features, config)
            .where(context.inRange("open_time"));
    long rows =
        context.replaceRange(
            Tables.SIGNALS, signals, RowFilter.equal("strategy_id", config.strategyId()));
    return JobResult.wrote(rows);
  }

  /**
   * Entries and exits of the configured strategy, rows of {@code gold.signals} but for {@code
   * run_id}. Each depends only on candles, predictions and features up to its own close.
   *
   * <p>An entry abstains where the candle is filled or absent and while its volatility is unknown
   * or 0. An exit is written for a side that was entered so few candles before that a position may
   * still be open, candles that are filled not counted. A new listing of a pair starts anew.
   *
   * @param candles rows of {@code silver.candles}, with enough history to warm rules up
   * @param predictions rows of {@code gold.predictions}, where the strategy asks a model; other
   *     trials' are passed over
   * @param features rows of {@code gold.features} of the configured set, where it reads any
   */
  public static Dataset<Row> decide(
      Dataset<Row> candles,
      Optional<Dataset<Row>> predictions,
      Optional<Dataset<Row>> features,
      Config config) {
    PairDecisionRows.Settings settings =
        PairDecisionRows.Settings.of(config, List.of(ConfiguredStrategy.of(config)));
    return PairDecisionRows.of(
            candles,
            predictions.map(rows -> rows.where(col("trial_id").equalTo(config.trialId()))),
            features,
            settings)
        .withColumn("strategy_id", lit(config.strategyId()));
  }
}
