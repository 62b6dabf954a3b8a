package io.candlelake.jobs.signals;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.candlelake.common.config.Config;
import io.candlelake.common.job.ConfiguredStrategy;
import io.candlelake.common.job.DecisionInputs;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.PairDecisionRows;
import io.candlelake.common.strategy.PairDecisions;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
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
    return DecisionInputs.TABLES;
  }

  @Override
  public Set<Table> writes() {
    return Set.of(Tables.SIGNALS);
  }

  @Override
  public JobResult run(JobContext context) {
    Config config = context.config();
    DecisionInputs inputs =
        DecisionInputs.read(
            context, List.of(ConfiguredStrategy.of(config)), "Cannot decide on signals");
    Dataset<Row> signals = decide(inputs, config).where(context.inRange("open_time"));
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
   * @param inputs predictions of other trials are ignored
   */
  public static Dataset<Row> decide(DecisionInputs inputs, Config config) {
    PairDecisions.Settings settings = ConfiguredStrategy.settings(config);
    Column ofTrial = col("trial_id").equalTo(config.trialId());
    DecisionInputs ofThisTrial =
        new DecisionInputs(
            inputs.candles(),
            inputs.predictions().map(rows -> rows.where(ofTrial)),
            inputs.features());
    return PairDecisionRows.of(
            ofThisTrial, PairDecisionRows.Beside.of(config, List.of(settings.strategy())), settings)
        .withColumn("strategy_id", lit(config.strategyId()));
  }
}
