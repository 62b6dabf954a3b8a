package io.candlelake.common.strategy;

import java.io.Serializable;
import java.util.Set;

/** How much of the equity an entry commits. */
public interface PositionSize extends Serializable {
  /** Fraction of equity, 0 to 1; 0 where there should be no position. */
  double fraction(Entry entry);

  /** As {@link SignalRule#reads}. */
  default Set<String> reads() {
    return Set.of();
  }

  /**
   * What is known of an entry when it is decided.
   *
   * @param probability of its side, calibrated; NaN without a model
   * @param barVolatility of one candle's return, a fraction, &gt; 0
   * @param expectedVolatility over the holding, a fraction
   * @param stopReturn loss at which it is stopped, a fraction; NaN for none
   * @param targetReturn gain at which it is taken, likewise
   * @param barsPerYear candles of the interval in 365 days
   */
  record Entry(
      double probability,
      double barVolatility,
      double expectedVolatility,
      double stopReturn,
      double targetReturn,
      double barsPerYear) {}
}
