package io.candlelake.common.strategy;

import io.candlelake.common.kernel.Bars;
import java.util.Arrays;

/**
 * Volatility of one candle's return, known at its close: the root of an exponential mean of squared
 * log returns with mean 0 (RiskMetrics Technical Document, J.P. Morgan 1996), weight of the newest
 * 2 ÷ (span + 1). The first squared return seeds it; it is unknown until {@code span} returns were
 * seen. Filled candles carry no price of their own and are passed over: a return over k candles
 * counts as k equal parts, r² ÷ k a candle.
 */
public final class BarVolatility {
  /** What has no value. */
  public static final double UNKNOWN = Double.NaN;

  private BarVolatility() {}

  /** Natural-log volatility per bar for each candle; {@link #UNKNOWN} in warm-up and if filled. */
  public static double[] of(Bars bars, int span) {
    double weight = 2.0 / (span + 1);
    double[] volatility = new double[bars.size()];
    Arrays.fill(volatility, UNKNOWN);
    int last = -1;
    int returns = 0;
    double variance = 0;
    for (int i = 0; i < bars.size(); i++) {
      if (bars.filled()[i]) {
        continue;
      }
      if (last >= 0) {
        double squared = squaredReturnPerBar(bars, last, i);
        variance = returns == 0 ? squared : variance + weight * (squared - variance);
        returns++;
        if (returns >= span) {
          volatility[i] = Math.sqrt(variance);
        }
      }
      last = i;
    }
    return volatility;
  }

  private static double squaredReturnPerBar(Bars bars, int from, int to) {
    double r = Math.log(bars.close()[to] / bars.close()[from]);
    double length = bars.closeTime()[to] - bars.openTime()[to];
    double barsBetween = (bars.closeTime()[to] - bars.closeTime()[from]) / length;
    return r * r / barsBetween;
  }
}
