package io.candlelake.jobs.backtest;

import io.candlelake.common.dataset.QualityFlags;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * The real candles of one pair in time, all listings, as bars numbered from 0: those in which
 * something can be filled. With each bar how many candles, real or not, were flagged and rejected
 * up to it. Times are microseconds since 1970 UTC.
 */
final class PairMarket implements Serializable {
  private static final long serialVersionUID = 1L;

  private final MarketRules rules;
  private int size;
  private long[] openTime = new long[1024];
  private long[] closeTime = new long[1024];
  private double[] open = new double[1024];
  private double[] high = new double[1024];
  private double[] low = new double[1024];
  private double[] close = new double[1024];
  private int[] listing = new int[1024];

  /** When the listing of the bar began: open time of its first candle, real or not. */
  private long[] listed = new long[1024];

  private int[] flaggedBefore = new int[1024];
  private int[] flaggedWith = new int[1024];
  private int[] rejectedWith = new int[1024];

  /** With the candles after the bar and before the next, as far as they are of its listing. */
  private int[] flaggedAfter = new int[1024];

  private int[] rejectedAfter = new int[1024];
  private int flagged;
  private int rejected;
  private int lastListing;
  private long lastListed;

  PairMarket(MarketRules rules) {
    this.rules = rules;
  }

  /** Adds a candle; they come in time. */
  void add(
      long opens,
      long closes,
      double[] prices,
      double volume,
      boolean filled,
      int itsListing,
      ArrayData quality) {
    if (itsListing != lastListing) {
      lastListing = itsListing;
      lastListed = opens;
    }
    int before = flagged;
    flagged += QualityFlags.isFlagged(quality) ? 1 : 0;
    rejected += QualityFlags.isRejected(quality) ? 1 : 0;
    if (!rules.isReal(filled, volume)) {
      if (size > 0 && listing[size - 1] == itsListing) {
        flaggedAfter[size - 1] = flagged;
        rejectedAfter[size - 1] = rejected;
      }
      return;
    }
    if (size == openTime.length) {
      grow();
    }
    openTime[size] = opens;
    closeTime[size] = closes;
    open[size] = prices[0];
    high[size] = prices[1];
    low[size] = prices[2];
    close[size] = prices[3];
    listing[size] = itsListing;
    listed[size] = lastListed;
    flaggedBefore[size] = before;
    flaggedWith[size] = flagged;
    rejectedWith[size] = rejected;
    flaggedAfter[size] = flagged;
    rejectedAfter[size] = rejected;
    size++;
  }

  int size() {
    return size;
  }

  long openTime(int bar) {
    return openTime[bar];
  }

  long closeTime(int bar) {
    return closeTime[bar];
  }

  double open(int bar) {
    return open[bar];
  }

  double high(int bar) {
    return high[bar];
  }

  double low(int bar) {
    return low[bar];
  }

  double close(int bar) {
    return close[bar];
  }

  int listing(int bar) {
    return listing[bar];
  }

  /** When the bar's listing began. */
  long listed(int bar) {
    return listed[bar];
  }

  /** The first bar that opens at that time or later; {@link #size} if there is none. */
  int firstOpenAt(long time) {
    int found = Arrays.binarySearch(openTime, 0, size, time);
    return found >= 0 ? found : -found - 1;
  }

  /** The last bar of a bar's listing. */
  int lastOfListing(int bar) {
    int last = bar;
    while (last + 1 < size && listing[last + 1] == listing[bar]) {
      last++;
    }
    return last;
  }

  /**
   * Flagged candles from one bar to another, both in.
   *
   * @param outlives whether those of the listing up to its next bar count too
   */
  int flagged(int from, int to, boolean outlives) {
    return (outlives ? flaggedAfter[to] : flaggedWith[to]) - flaggedBefore[from];
  }

  /** Rejected candles after one bar up to another; {@code outlives} as in {@link #flagged}. */
  int rejected(int from, int to, boolean outlives) {
    return (outlives ? rejectedAfter[to] : rejectedWith[to]) - rejectedWith[from];
  }

  private void grow() {
    int length = Math.multiplyExact(size, 2);
    openTime = Arrays.copyOf(openTime, length);
    closeTime = Arrays.copyOf(closeTime, length);
    open = Arrays.copyOf(open, length);
    high = Arrays.copyOf(high, length);
    low = Arrays.copyOf(low, length);
    close = Arrays.copyOf(close, length);
    listing = Arrays.copyOf(listing, length);
    listed = Arrays.copyOf(listed, length);
    flaggedBefore = Arrays.copyOf(flaggedBefore, length);
    flaggedWith = Arrays.copyOf(flaggedWith, length);
    rejectedWith = Arrays.copyOf(rejectedWith, length);
    flaggedAfter = Arrays.copyOf(flaggedAfter, length);
    rejectedAfter = Arrays.copyOf(rejectedAfter, length);
  }
}
