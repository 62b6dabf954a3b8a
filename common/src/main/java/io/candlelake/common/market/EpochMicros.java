package io.candlelake.common.market;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Microseconds since 1970 UTC: the unit of time in kernels and of Spark's timestamps. */
public final class EpochMicros {
  /** How many a UTC day has. */
  public static final long PER_DAY = 86_400_000_000L;

  private static final long PER_SECOND = 1_000_000;
  private static final int NANOS = 1_000;

  private EpochMicros() {}

  /** The whole microseconds that have passed; nanoseconds are cut off. */
  public static long of(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), PER_SECOND), time.getNano() / NANOS);
  }

  public static Instant toInstant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** The UTC day that the time is in, in days since 1970, as in Spark's dates. */
  public static int day(long micros) {
    return (int) Math.floorDiv(micros, PER_DAY);
  }
}
