package io.candlelake.common.cost;

import java.io.Serializable;

/**
 * One cost of trading. A model returns what a fill or an open position costs; a kind of cost that
 * it does not charge is 0. All costs are fractions and never negative.
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

  /** Whether it uses the costs from order books, {@link Fill#bookCostsBps}. */
  default boolean needsBooks() {
    return false;
  }
}
