package io.candlelake.common.strategy;

import java.io.Serializable;

/** How an entry is ordered. */
public interface EntryOrder extends Serializable {
  /**
   * The limit price; NaN for a market order.
   *
   * @param side 1 long, −1 short
   * @param close the last real close by the decision
   * @param expectedVolatility of the entry, over the holding, a fraction
   */
  double limit(int side, double close, double expectedVolatility);

  /**
   * Bars from the decision's arrival for which the order stands; the holding for a market order.
   */
  int expiryBars(int holdingBars);
}
