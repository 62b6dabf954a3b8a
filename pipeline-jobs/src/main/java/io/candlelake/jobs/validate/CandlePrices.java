package io.candlelake.jobs.validate;

import java.util.function.DoublePredicate;
import java.util.stream.DoubleStream;

/** The numbers of one received candle. */
record CandlePrices(
    long openMicros, double open, double high, double low, double close, double volume) {

  /** Whether all four prices are so. */
  boolean all(DoublePredicate condition) {
    return DoubleStream.of(open, high, low, close).allMatch(condition);
  }

  /** Whether open and close are so. */
  boolean body(DoublePredicate condition) {
    return condition.test(open) && condition.test(close);
  }
}
