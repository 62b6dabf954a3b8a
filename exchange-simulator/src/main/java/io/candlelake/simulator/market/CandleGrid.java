package io.candlelake.simulator.market;

import java.time.Duration;
import java.time.Instant;

/** Where candles open: on the UTC grid counted from 1970, weeks on a Monday. */
public final class CandleGrid {
  private static final long WEEK = Duration.ofDays(7).toMillis();

  /** 1970-01-05 was a Monday. */
  private static final long MONDAY = Duration.ofDays(4).toMillis();

  private CandleGrid() {}

  /** The open time of the candle that {@code time} falls in. */
  public static Instant floor(Instant time, Duration interval) {
    long length = interval.toMillis();
    long origin = length % WEEK == 0 ? MONDAY : 0;
    return Instant.ofEpochMilli(
        Math.floorDiv(time.toEpochMilli() - origin, length) * length + origin);
  }

  /** The first open time at or after {@code time}. */
  public static Instant ceiling(Instant time, Duration interval) {
    Instant floor = floor(time, interval);
    return floor.equals(time) ? floor : floor.plus(interval);
  }
}
