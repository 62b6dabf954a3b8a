package io.candlelake.common.indicator.math;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/**
 * Sums, means and extremes of the last {@code window} values, O(1) a row.
 *
 * <p>Method of van Herk (1992) and Gil and Werman (1993): the rows are cut into blocks as long as
 * the window; a window is then the end of one block and the start of the next, and each is
 * accumulated once. Nothing is ever subtracted, so nothing cancels: a window of zeros sums to
 * exactly 0, and no error is carried from one window to the next. Blocks are counted from the first
 * known row, so that later rows change no bit of earlier ones.
 *
 * <p>In all methods {@code from} is the first row with a value; results are NaN before row {@code
 * from + window - 1}.
 */
public final class Rolling {
  private Rolling() {}

  public static double[] sum(double[] values, int from, int window) {
    return fold(values, from, window, Double::sum);
  }

  public static double[] mean(double[] values, int from, int window) {
    double[] means = sum(values, from, window);
    for (int i = 0; i < means.length; i++) {
      means[i] /= window;
    }
    return means;
  }

  public static double[] max(double[] values, int from, int window) {
    return fold(values, from, window, Math::max);
  }

  public static double[] min(double[] values, int from, int window) {
    return fold(values, from, window, Math::min);
  }

  /** Rows since the largest value of the window; the latest counts among equals. */
  public static double[] rowsSinceMax(double[] values, int window) {
    double[] rows = Kernels.unknown(values.length);
    int[] candidates = new int[values.length];
    int head = 0;
    int tail = 0;
    for (int i = 0; i < values.length; i++) {
      while (tail > head && values[candidates[tail - 1]] <= values[i]) {
        tail--;
      }
      candidates[tail++] = i;
      if (candidates[head] <= i - window) {
        head++;
      }
      if (i >= window - 1) {
        rows[i] = i - candidates[head];
      }
    }
    return rows;
  }

  /** Rows since the smallest value of the window; the latest counts among equals. */
  public static double[] rowsSinceMin(double[] values, int window) {
    double[] negated = Arrays.stream(values).map(value -> -value).toArray();
    return rowsSinceMax(negated, window);
  }

  private static double[] fold(double[] values, int from, int window, DoubleBinaryOperator join) {
    double[] result = Kernels.unknown(values.length);
    double[] endOfPrevious = new double[window];
    double startOfCurrent = 0;
    for (int i = from; i < values.length; i++) {
      int place = (i - from) % window;
      if (place == 0) {
        if (i > from) {
          accumulateBackwards(values, i - window, endOfPrevious, join);
        }
        startOfCurrent = values[i];
      } else {
        startOfCurrent = join.applyAsDouble(startOfCurrent, values[i]);
      }
      if (place == window - 1) {
        result[i] = startOfCurrent;
      } else if (i - from >= window) {
        result[i] = join.applyAsDouble(endOfPrevious[place + 1], startOfCurrent);
      }
    }
    return result;
  }

  private static void accumulateBackwards(
      double[] values, int start, double[] ends, DoubleBinaryOperator join) {
    int last = ends.length - 1;
    ends[last] = values[start + last];
    for (int k = last - 1; k >= 0; k--) {
      ends[k] = join.applyAsDouble(values[start + k], ends[k + 1]);
    }
  }
}
