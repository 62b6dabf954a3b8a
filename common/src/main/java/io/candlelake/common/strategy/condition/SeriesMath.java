package io.candlelake.common.strategy.condition;

import io.candlelake.common.indicator.math.Kernels;
import io.candlelake.common.indicator.math.Rolling;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** Functions of columns with one value per candle, NaN where unknown; truth is 1 or 0. */
final class SeriesMath {
  static final double TRUE = 1;
  static final double FALSE = 0;

  private SeriesMath() {}

  /** Makes infinite values unknown, in place. */
  static double[] known(double[] x) {
    for (int i = 0; i < x.length; i++) {
      if (Double.isInfinite(x[i])) {
        x[i] = Double.NaN;
      }
    }
    return x;
  }

  static UnaryOperator<double[]> each(DoubleUnaryOperator function) {
    return x -> {
      double[] result = new double[x.length];
      for (int i = 0; i < result.length; i++) {
        result[i] = function.applyAsDouble(x[i]);
      }
      return known(result);
    };
  }

  static BinaryOperator<double[]> eachPair(DoubleBinaryOperator function) {
    return (x, y) -> {
      double[] result = new double[x.length];
      for (int i = 0; i < result.length; i++) {
        result[i] = function.applyAsDouble(x[i], y[i]);
      }
      return known(result);
    };
  }

  static double not(double a) {
    return 1 - a;
  }

  static double and(double a, double b) {
    return a == FALSE || b == FALSE ? FALSE : Math.min(a, b);
  }

  static double or(double a, double b) {
    return a == TRUE || b == TRUE ? TRUE : Math.max(a, b);
  }

  static double less(double x, double y) {
    return x < y ? TRUE : x >= y ? FALSE : Double.NaN;
  }

  static double atMost(double x, double y) {
    return x <= y ? TRUE : x > y ? FALSE : Double.NaN;
  }

  static double equal(double x, double y) {
    return and(atMost(x, y), atMost(y, x));
  }

  static double[] crossesAbove(double[] x, double[] y) {
    double[] wasAtMost = earlier(eachPair(SeriesMath::atMost).apply(x, y), 1);
    double[] isAbove = eachPair(SeriesMath::less).apply(y, x);
    return eachPair((before, now) -> before * now).apply(wasAtMost, isAbove);
  }

  static double[] earlier(double[] x, int candles) {
    double[] result = Kernels.unknown(x.length);
    int known = Math.max(0, x.length - candles);
    System.arraycopy(x, 0, result, x.length - known, known);
    return result;
  }

  static double[] change(double[] x, int candles) {
    return eachPair((now, before) -> now - before).apply(x, earlier(x, candles));
  }

  /** Unknown values are passed over: the mean goes on after them. */
  static double[] exponentialMean(double[] x, int candles) {
    double[] result = Kernels.unknown(x.length);
    double weight = 2.0 / (candles + 1);
    double sum = 0;
    double mean = 0;
    int seen = 0;
    for (int i = 0; i < x.length; i++) {
      if (Double.isNaN(x[i])) {
        continue;
      }
      seen++;
      if (seen <= candles) {
        sum += x[i];
        mean = sum / candles;
      } else {
        mean += weight * (x[i] - mean);
      }
      if (seen >= candles) {
        result[i] = mean;
      }
    }
    return known(result);
  }

  /**
   * Sample standard deviation, by the blocks of {@link Rolling}. The rows of a block and of the one
   * before are summed as differences from the block's first value, which lies in each of their
   * windows: nothing large cancels, and equal values deviate by exactly 0.
   */
  static double[] deviation(double[] x, int candles) {
    double[] result = Kernels.unknown(x.length);
    double[] earlierSums = new double[candles + 1];
    double[] earlierSquares = new double[candles + 1];
    double origin = 0;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      int place = i % candles;
      if (place == 0) {
        origin = x[i];
        sum = 0;
        squares = 0;
        for (int k = candles - 1; k > 0 && i > 0; k--) {
          double difference = x[i - candles + k] - origin;
          earlierSums[k] = earlierSums[k + 1] + difference;
          earlierSquares[k] = earlierSquares[k + 1] + difference * difference;
        }
      }
      double difference = x[i] - origin;
      sum += difference;
      squares += difference * difference;
      if (i >= candles - 1) {
        double total = sum + earlierSums[place + 1];
        double totalSquares = squares + earlierSquares[place + 1];
        double variance = (totalSquares - total * total / candles) / (candles - 1);
        result[i] = Math.sqrt(Math.max(0, variance));
      }
    }
    return known(result);
  }
}
