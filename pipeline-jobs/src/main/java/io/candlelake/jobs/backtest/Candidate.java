package io.candlelake.jobs.backtest;

import io.candlelake.common.cost.Fill;
import java.util.List;

/**
 * A trade that the market would allow: where it would enter and how it would end, whoever takes it.
 * Times are microseconds UTC, prices reference prices before slippage.
 *
 * @param side 1 long, −1 short
 * @param size fraction of equity to commit
 * @param exitTime when the money is free again: the open filled in, or the close_time of the candle
 *     in which a barrier was touched
 * @param entryBookCosts as {@link Fill#bookCostsBps}
 * @param exitBookCosts likewise, at the exit
 */
record Candidate(
    String exchange,
    String pair,
    int side,
    double size,
    long entryTime,
    double entryPrice,
    long exitTime,
    double exitPrice,
    String exitReason,
    List<Double> entryBookCosts,
    List<Double> exitBookCosts) {

  /** The fill that opens the position. */
  Fill entry() {
    return new Fill(exchange, pair, side, true, entryTime, entryPrice, entryBookCosts);
  }

  /** The fill that closes it. */
  Fill exit() {
    return new Fill(exchange, pair, side, false, exitTime, exitPrice, exitBookCosts);
  }
}
