package io.candlelake.jobs.backtest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.candlelake.common.config.Config;
import io.candlelake.common.cost.CostModels;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.SqlSteps;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Trades the strategy's signals on the candles, with costs, in one portfolio over all pairs. */
public final class BacktestJob implements Job {
  @Override
  public String name() {
    return "backtest";
  }

  @Override
  public String summary() {
    return "trade the signals on past candles with fees, slippage and shared cash";
  }

  @Override
  public int usualShare() {
    return 8;
  }

  @Override
  public Set<Table> reads() {
    return Set.of(
        Tables.CANDLES,
        Tables.LISTINGS,
        Tables.BOOK_STATISTICS,
        Tables.SIGNALS,
        Tables.PREDICTIONS,
        Tables.TRIALS,
        Tables.STRATEGY_TRIALS);
  }

  @Override
  public Set<Table> writes() {
    return Set.of(
        Tables.STRATEGY_TRIALS, Tables.FILLS, Tables.TRADES, Tables.EQUITY, Tables.METRICS);
  }

  @Override
  public JobResult run(JobContext context) {
    Config config = context.config();
    Dataset<Row> candles = context.readRange(Tables.CANDLES);
    Dataset<Row> signals =
        context
            .readRange(Tables.SIGNALS)
            .where(col("strategy_id").equalTo(lit(config.strategyId())))
            .where(col("blocked_by").isNull());
    context.step("find the period");
    Optional<BacktestPeriod> period = period(context, candles, signals);
    if (period.isEmpty()) {
      return new JobResult(0, List.of(), List.of("nothing was ever decided, so nothing to trade"));
    }
    Dataset<Row> books = bookStatistics(context, config);
    Dataset<Row> listings = context.readPairs(Tables.LISTINGS);
    StrategyTrials trials = StrategyTrials.countedWith(context);
    List<BacktestCell> cells = List.of(BacktestCell.base(config.backtest()));
    try (Backtest backtest =
        new Backtest(
            context.spark(),
            SqlSteps.filesBeside(Backtest.class),
            period.get(),
            trials,
            config.backtest().delistingLoss(),
            new MarketRules())) {
      context.step("enter, exit, share the cash");
      Execution execution = Execution.of(config);
      Dataset<Row> candidates =
          backtest.candidates(candles, listings, signals, books, exchange -> execution);
      return write(context, backtest.trade(candidates, cells));
    }
  }

  private static Dataset<Row> bookStatistics(JobContext context, Config config) {
    Dataset<Row> statistics = context.read(Tables.BOOK_STATISTICS);
    return byBooks(config) ? statistics : statistics.limit(0);
  }

  private static boolean byBooks(Config config) {
    return CostModels.needBooks(config.backtest().costs());
  }

  private static JobResult write(JobContext context, BacktestResult result) {
    long rows = context.replaceRun(Tables.TRADES, result.trades());
    List<String> notes = new ArrayList<>(List.of("trades made: " + rows));
    if (byBooks(context.config())) {
      notes.add(fillsWithoutBooks(result.trades(), 2 * rows));
    }
    rows += context.replaceRun(Tables.FILLS, result.fills());
    rows += context.replaceRun(Tables.EQUITY, result.equity());
    rows += context.replaceRun(Tables.METRICS, result.metrics());
    return new JobResult(rows, List.of(), notes);
  }

  private static String fillsWithoutBooks(Dataset<Row> trades, long fills) {
    long entries = trades.where("NOT entry_books").count();
    long exits = trades.where("NOT exit_books").count();
    return "slippage of %d of %d fills is the fallback of its cost: no order books of a day before"
        .formatted(entries + exits, fills);
  }

  /**
   * From the first to the last calibrated prediction, whether or not it became a signal: days on
   * which the strategy could have traded but abstained count. Signals without predictions, of a
   * rule without a model, count from the first to the last of themselves.
   */
  private static Optional<BacktestPeriod> period(
      JobContext context, Dataset<Row> candles, Dataset<Row> signals) {
    Config config = context.config();
    Dataset<Row> predictions =
        context
            .readRange(Tables.PREDICTIONS)
            .where(col("trial_id").equalTo(lit(config.trialId())))
            .where(col("probability").isNotNull());
    return period(config, candles, List.of(predictions, signals));
  }

  /**
   * From the first to the last decision; empty without candles or decisions.
   *
   * @param decisions the first of them that has rows counts
   */
  static Optional<BacktestPeriod> period(
      Config config, Dataset<Row> candles, List<Dataset<Row>> decisions) {
    Row ends = candles.agg(max("close_time")).head();
    if (ends.isNullAt(0)) {
      return Optional.empty();
    }
    for (Dataset<Row> each : decisions) {
      Row times = each.agg(min("close_time"), max("close_time")).head();
      if (!times.isNullAt(0)) {
        return Optional.of(
            new BacktestPeriod(
                config.run().interval(),
                times.<Instant>getAs(0),
                times.<Instant>getAs(1),
                ends.<Instant>getAs(0)));
      }
    }
    return Optional.empty();
  }
}
