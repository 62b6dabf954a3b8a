package io.candlelake.jobs.backtest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;

import io.candlelake.common.Fingerprint;
import io.candlelake.common.config.Config;
import io.candlelake.common.cost.CostModels;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.table.Tables;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * How many results one could have picked from: every backtest in this lake that differs in anything
 * that can change its result, and every trained configuration that was not backtested yet. The
 * deflated Sharpe ratio takes the best of so many worthless tries as its bar.
 *
 * @param all backtests and untraded models
 * @param models distinct features, label, training and seed among the backtests
 * @param strategies distinct models with their signal settings: threshold, size, stop, target
 * @param costs distinct costs and limits of the backtest
 * @param data distinct ranges and versions of the candles
 */
record StrategyTrials(long all, long models, long strategies, long costs, long data) {

  /** Of backtests of which nothing more is known than how many there were. */
  static StrategyTrials of(long all) {
    return new StrategyTrials(all, all, all, 1, 1);
  }

  /**
   * Writes this backtest down, once however often it is repeated, and counts it with the others.
   */
  static StrategyTrials countedWith(JobContext context) {
    context.insertMissing(Tables.STRATEGY_TRIALS, ofRun(context));
    String interval = context.config().run().interval().code();
    Dataset<Row> backtests =
        context.read(Tables.STRATEGY_TRIALS).where(col("interval").equalTo(interval));
    Row counts =
        backtests
            .agg(
                count(lit(1)),
                count_distinct(col("trial_id")),
                count_distinct(col("strategy_id")),
                count_distinct(col("costs")),
                count_distinct(col("data")))
            .head();
    long untraded =
        context
            .read(Tables.TRIALS)
            .where(col("interval").equalTo(interval))
            .join(backtests.select("trial_id").distinct(), new String[] {"trial_id"}, "left_anti")
            .count();
    return new StrategyTrials(
        counts.getLong(0) + untraded,
        counts.getLong(1) + untraded,
        counts.getLong(2),
        counts.getLong(3),
        counts.getLong(4));
  }

  /** Rows of {@code gold.strategy_trials} of the cells of a sweep, as backtests of each have. */
  static Dataset<Row> ofCells(JobContext context, List<SweepCell> cells, String data) {
    return rows(
        context,
        cells.stream().map(cell -> trial(context, cell.strategyId(), cell.costs(), data)).toList());
  }

  private static Dataset<Row> ofRun(JobContext context) {
    Config config = context.config();
    String costs = Fingerprint.of(config.backtest());
    return rows(context, List.of(trial(context, config.strategyId(), costs, data(context))));
  }

  /** Names the range and the versions of what is traded on, of tables that the job has read. */
  static String data(JobContext context) {
    return Fingerprint.of(context.config().run().range(), candleVersions(context));
  }

  private static Row trial(JobContext context, String strategyId, String costs, String data) {
    return RowFactory.create(
        Fingerprint.of(strategyId, costs, data),
        context.config().trialId(),
        strategyId,
        costs,
        data,
        context.config().run().interval().code(),
        context.runId().value(),
        context.startedAt());
  }

  private static Dataset<Row> rows(JobContext context, List<Row> trials) {
    return context.spark().createDataFrame(trials, Tables.STRATEGY_TRIALS.schema());
  }

  private static List<Long> candleVersions(JobContext context) {
    return List.of(
        context.tablesRead().getOrDefault(Tables.CANDLES.qualifiedName(), -1L),
        context.tablesRead().getOrDefault(Tables.LISTINGS.qualifiedName(), -1L),
        CostModels.needBooks(context.config().backtest().costs())
            ? context.tablesRead().getOrDefault(Tables.BOOK_STATISTICS.qualifiedName(), -1L)
            : -1L);
  }
}
