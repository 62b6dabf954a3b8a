package io.candlelake.common.cost;

import java.io.Serializable;

/**
 * One cost of trading. Every fill and every position is asked what it costs; what a model does not
 * charge is 0. All answers are fractions and never below 0.
 *
 * <p>A new cost is one class and one line in {@link CostModels#ALL}: trades, fills, equity, metrics
 * and report take it from there, under its name.
 */
public interface CostModel extends Serializable {
  /**
   * By what fraction the price of the fill is worse than its reference price.
   *
   * @param notional value of the fill at its reference price, in the quote asset
   */
  default double slippage(Fill fill, double notional) {
    return 0;
  }

  /** Paid in cash at the fill, as a fraction of its value. */
  default double fee(Fill fill) {
    return 0;
  }

  /**
   * Paid for every day a position is open, as a fraction of its value at entry.
   *
   * @param side 1 long, −1 short
   */
  default double holdingPerDay(int side) {
    return 0;
  }

  /** Whether it asks for the costs by order books, {@link Fill#bookCostsBps}. */
  default boolean needsBooks() {
    return false;
  }

  /**
   * The fraction of the value that is lost by going in and out at once, for a figure that knows of
   * no fill: twice the fee and the usual slippage.
   */
  default double roundTrip() {
    return 0;
  }
}
