package io.candlelake.common.indicator.math;

/**
 * Recursive averages. The first value, at row {@code from + period - 1}, is the plain mean of the
 * first {@code period} values; rows before it are NaN.
 */
public final class Smoothing {
  private Smoothing() {}

  /** Exponential average: {@code a += 2 ÷ (period + 1) × (x − a)}. */
  public static double[] exponential(double[] values, int from, int period) {
    return recursive(values, from, period, 2.0 / (period + 1));
  }

  /** Average of Wilder (1978): {@code a += (x − a) ÷ period}. */
  public static double[] wilder(double[] values, int from, int period) {
    return recursive(values, from, period, 1.0 / period);
  }

  private static double[] recursive(double[] values, int from, int period, double weight) {
    double[] averages = Kernels.unknown(values.length);
    int first = from + period - 1;
    if (first >= values.length) {
      return averages;
    }
    double sum = 0;
    for (int i = from; i <= first; i++) {
      sum += values[i];
    }
    double average = sum / period;
    averages[first] = average;
    for (int i = first + 1; i < values.length; i++) {
      average += weight * (values[i] - average);
      averages[i] = average;
    }
    return averages;
  }
}
