package io.candlelake.common.indicator;

import io.candlelake.common.indicator.math.Kernels;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.market.Interval;
import java.util.Arrays;

/**
 * Candles of a longer interval made of shorter ones on the UTC grid, and which of them each row may
 * know: the last whose end is not after the row's own close. A first candle that the history enters
 * midway is left out; one with missing rows inside is made of what is there; one with none does not
 * exist.
 *
 * @param candles the longer candles; the last may not be over yet
 * @param lastComplete for each row the longer candle that it knows, −1 before the first
 */
record Resampling(Bars candles, int[] lastComplete) {

  static Resampling of(Bars bars, Interval interval) {
    return new Builder(bars, interval.micros()).build();
  }

  /** Rows before the first value, for a warm-up in longer candles: the worst case. */
  static int warmUpRows(int longerBars, int ratio) {
    return (longerBars + 2) * ratio - 2;
  }

  /** A column of the longer candles as the rows know it. */
  double[] spread(double[] column) {
    return Kernels.rows(
        lastComplete.length,
        0,
        row -> lastComplete[row] < 0 ? Double.NaN : column[lastComplete[row]]);
  }

  private static final class Builder {
    private final Bars bars;
    private final long length;
    private final int[] lastComplete;
    private final long[] openTime;
    private final long[] closeTime;
    private final double[][] values;
    private final boolean[] filled;
    private int count;

    Builder(Bars bars, long length) {
      int n = bars.size();
      this.bars = bars;
      this.length = length;
      this.lastComplete = new int[n];
      this.openTime = new long[n];
      this.closeTime = new long[n];
      this.values = new double[5][n];
      this.filled = new boolean[n];
    }

    Resampling build() {
      long entered = bars.size() == 0 ? 0 : bars.openTime()[0];
      for (int row = 0; row < bars.size(); row++) {
        long start = Math.floorDiv(bars.openTime()[row], length) * length;
        if (start >= entered) {
          add(row, start);
        }
        boolean over = count > 0 && closeTime[count - 1] <= bars.closeTime()[row];
        lastComplete[row] = over ? count - 1 : count - 2;
      }
      for (int row = 0; row < bars.size(); row++) {
        lastComplete[row] = Math.max(-1, lastComplete[row]);
      }
      return new Resampling(candles(), lastComplete);
    }

    private void add(int row, long start) {
      boolean opens = count == 0 || openTime[count - 1] != start;
      if (opens) {
        openTime[count] = start;
        closeTime[count] = start + length;
        values[0][count] = bars.open()[row];
        values[1][count] = bars.high()[row];
        values[2][count] = bars.low()[row];
        filled[count] = true;
        count++;
      }
      int k = count - 1;
      values[1][k] = Math.max(values[1][k], bars.high()[row]);
      values[2][k] = Math.min(values[2][k], bars.low()[row]);
      values[3][k] = bars.close()[row];
      values[4][k] += bars.volume()[row];
      filled[k] &= bars.filled()[row];
    }

    private Bars candles() {
      double[][] cut = new double[values.length][];
      for (int i = 0; i < values.length; i++) {
        cut[i] = Arrays.copyOf(values[i], count);
      }
      return new Bars(
          Arrays.copyOf(openTime, count),
          Arrays.copyOf(closeTime, count),
          cut[0],
          cut[1],
          cut[2],
          cut[3],
          cut[4],
          Arrays.copyOf(filled, count));
    }
  }
}
