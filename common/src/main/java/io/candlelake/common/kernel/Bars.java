package io.candlelake.common.kernel;

import java.util.Arrays;

/**
 * The candles of one exchange, pair and interval in ascending time, as parallel arrays of equal
 * length: what kernels work on. Times are microseconds since 1970 UTC; prices in quote asset,
 * volume in base asset. The arrays are shared, not copied: never write to them.
 *
 * @param filled candles that we made to bridge a short gap; their volume is 0
 */
public record Bars(
    long[] openTime,
    long[] closeTime,
    double[] open,
    double[] high,
    double[] low,
    double[] close,
    double[] volume,
    boolean[] filled) {

  public Bars {
    int n = openTime.length;
    if (closeTime.length != n
        || open.length != n
        || high.length != n
        || low.length != n
        || close.length != n
        || volume.length != n
        || filled.length != n) {
      throw new IllegalArgumentException("arrays of different lengths");
    }
    for (int i = 1; i < n; i++) {
      if (openTime[i] <= openTime[i - 1]) {
        throw new IllegalArgumentException(
            "open_time not ascending at row " + i + ": " + openTime[i - 1] + ", " + openTime[i]);
      }
    }
  }

  public int size() {
    return openTime.length;
  }

  /** The first {@code n} candles. */
  public Bars head(int n) {
    return slice(0, n);
  }

  /** The candles from row {@code from} on. */
  public Bars tail(int from) {
    return slice(from, size());
  }

  private Bars slice(int from, int to) {
    return new Bars(
        Arrays.copyOfRange(openTime, from, to),
        Arrays.copyOfRange(closeTime, from, to),
        Arrays.copyOfRange(open, from, to),
        Arrays.copyOfRange(high, from, to),
        Arrays.copyOfRange(low, from, to),
        Arrays.copyOfRange(close, from, to),
        Arrays.copyOfRange(volume, from, to),
        Arrays.copyOfRange(filled, from, to));
  }
}
