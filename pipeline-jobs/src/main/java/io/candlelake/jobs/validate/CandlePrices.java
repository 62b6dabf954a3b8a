package io.candlelake.jobs.validate;

import java.util.function.DoublePredicate;

/** The numbers of one received candle. */
record CandlePrices(
    long openMicros, double open, double high, double low, double close, double volume) {

  /** Whether all four prices are so. */
  boolean all(DoublePredicate condition) {
    return body(condition) && condition.test(high) && condition.test(low);
  }

  /** Whether open and close are so. */
  boolean body(DoublePredicate condition) {
    return condition.test(open) && condition.test(close);
  }
}
