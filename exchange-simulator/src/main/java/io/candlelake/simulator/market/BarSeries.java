package io.candlelake.simulator.market;

import java.time.Duration;
import java.time.Instant;

/** The bars of one pair, any of them at any time. Safe for many threads. */
interface BarSeries {
  /** Open time of bar 0. */
  Instant start();

  Duration interval();

  /** How many bars there are; {@link Long#MAX_VALUE} if there is no end. */
  long size();

  /** The bar with that index, 0 to {@link #size} exclusive. */
  Bar bar(long index);

  /** Index of the bar that holds a trade; the trade must exist at some time. */
  long barOfTrade(long id);

  /** Index of the bar that {@code time} falls in; negative before the first. */
  default long indexAt(Instant time) {
    long length = interval().toMillis();
    return Math.floorDiv(time.toEpochMilli() - start().toEpochMilli(), length);
  }
}
