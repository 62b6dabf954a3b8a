package io.candlelake.common.cost;

import java.io.Serializable;

/**
 * One cost of trading. A model returns what a fill or an open position costs; a kind of cost that
 * it does not charge is 0. All costs are fractions; only the cost of holding may be negative.
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
   * The cost of holding a position from one time to another, as a fraction of its value at entry;
   * negative where the position earns it.
   *
   * @param side 1 long, −1 short
   * @param fromMicros the entry, microseconds since 1970 UTC
   * @param toMicros the exit, or the end of the day that is valued
   */
  default double holding(int side, long fromMicros, long toMicros) {
    return 0;
  }

  /** Whether it uses the costs from order books, {@link Fill#bookCostsBps}. */
  default boolean needsBooks() {
    return false;
  }
}
