package io.candlelake.common.indicator.math;

import io.candlelake.common.kernel.Bars;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Columns that several indicators start from. */
public final class Kernels {
  private Kernels() {}

  /** A column of NaN. */
  public static double[] unknown(int rows) {
    double[] column = new double[rows];
    Arrays.fill(column, Double.NaN);
    return column;
  }

  /** A column that is NaN before row {@code from} and follows the formula after. */
  public static double[] rows(int rows, int from, IntToDoubleFunction formula) {
    double[] column = unknown(rows);
    for (int i = from; i < rows; i++) {
      column[i] = formula.applyAsDouble(i);
    }
    return column;
  }

  /** Numerator ÷ denominator, or the value that stands for it where the denominator is 0. */
  public static double ratio(double numerator, double denominator, double otherwise) {
    return denominator == 0 ? otherwise : numerator / denominator;
  }

  /**
   * Compares two sums of a few prices as exact decimals would be: 0 where they are no further apart
   * than rounding can bring them, 4 units in the last place. A tick is many orders larger.
   */
  public static int compareSums(double a, double b) {
    double rounding = 4 * Math.ulp(Math.max(Math.abs(a), Math.abs(b)));
    return Math.abs(a - b) <= rounding ? 0 : Double.compare(a, b);
  }

  /** ln(a ÷ b), or 0 unless both are positive. */
  public static double logRatio(double a, double b) {
    return a > 0 && b > 0 ? Math.log(a / b) : 0;
  }

  /** ln(close ÷ close {@code period} rows before); NaN before row {@code period}. */
  public static double[] logReturns(Bars bars, int period) {
    double[] close = bars.close();
    return rows(bars.size(), period, i -> Math.log(close[i] / close[i - period]));
  }

  /**
   * Wilder's true range: the larger of high, previous close less the smaller of low, previous
   * close; NaN in row 0.
   */
  public static double[] trueRange(Bars bars) {
    double[] high = bars.high();
    double[] low = bars.low();
    double[] close = bars.close();
    return rows(
        bars.size(), 1, i -> Math.max(high[i], close[i - 1]) - Math.min(low[i], close[i - 1]));
  }

  /** (high + low + close) ÷ 3. */
  public static double[] typicalPrice(Bars bars) {
    return rows(bars.size(), 0, i -> (bars.high()[i] + bars.low()[i] + bars.close()[i]) / 3);
  }

  /** Root of the mean of the squared values; NaN before row {@code from + window - 1}. */
  public static double[] rootMeanSquare(double[] values, int from, int window) {
    double[] squares = rows(values.length, from, i -> values[i] * values[i]);
    double[] means = Rolling.mean(squares, from, window);
    return rows(values.length, from + window - 1, i -> Math.sqrt(means[i]));
  }

  /** Root of the mean of squared one-bar log returns; NaN before row {@code window}. */
  public static double[] realizedVolatility(Bars bars, int window) {
    return rootMeanSquare(logReturns(bars, 1), 1, window);
  }

  /**
   * ln(mean volume over {@code shorter} ÷ over {@code longer} bars), 0 where either is 0; NaN
   * before row {@code longer - 1}.
   */
  public static double[] logVolumeRatio(Bars bars, int shorter, int longer) {
    double[] recent = Rolling.mean(bars.volume(), 0, shorter);
    double[] usual = Rolling.mean(bars.volume(), 0, longer);
    return rows(bars.size(), longer - 1, i -> logRatio(recent[i], usual[i]));
  }

  /** The column with NaN before row {@code from}: for outputs known earlier than their fellows. */
  public static double[] knownFrom(int from, double[] column) {
    Arrays.fill(column, 0, Math.min(from, column.length), Double.NaN);
    return column;
  }
}
