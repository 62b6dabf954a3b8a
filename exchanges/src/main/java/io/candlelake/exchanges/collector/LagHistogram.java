package io.candlelake.exchanges.collector;

import java.util.Locale;

/** How late rows were, counted by tenths of a second up to ten minutes. Safe for many threads. */
public final class LagHistogram {
  /** SQL: the tenth of a second since 1970 UTC in which {@code time} lies. */
  public static final String TENTH_OF_TIME = "unix_micros(time) div 100000";

  private static final int TENTHS = 6_000;

  /** Rows by their lag; the last place has all that are later. */
  private final long[] rows = new long[TENTHS + 1];

  private long count;
  private long most;

  /** Adds rows of one lag, in tenths of a second; less than none counts as none. */
  synchronized void add(long tenths, long ofRows) {
    long lag = Math.max(0, tenths);
    rows[(int) Math.min(lag, TENTHS)] += ofRows;
    count += ofRows;
    most = Math.max(most, lag);
  }

  /** Forgets all. */
  synchronized void clear() {
    java.util.Arrays.fill(rows, 0);
    count = 0;
    most = 0;
  }

  /** For people: seconds within which half and 95% of the rows came, and the longest. */
  @Override
  public synchronized String toString() {
    return count == 0
        ? "n/a"
        : String.format(
            Locale.ROOT,
            "half within %.1f s, 95%% within %.1f s, all within %.1f s",
            within(0.5) / 10.0,
            within(0.95) / 10.0,
            (most + 1) / 10.0);
  }

  /** The end of the tenth in which that share of the rows is reached. */
  private long within(double share) {
    long wanted = (long) Math.ceil(share * count);
    long reached = 0;
    int tenth = 0;
    for (; tenth < TENTHS && reached + rows[tenth] < wanted; tenth++) {
      reached += rows[tenth];
    }
    return Math.min(tenth, most) + 1;
  }
}
