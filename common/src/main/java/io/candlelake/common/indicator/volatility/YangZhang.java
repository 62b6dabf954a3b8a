package io.candlelake.common.indicator.volatility;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Moments;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * Volatility per bar that allows for drift and for jumps between bars: √(σ²(ln(O ÷ C[t − 1])) + k
 * σ²(ln(C ÷ O)) + (1 − k) RS), σ² sample variances over period bars, RS the mean Rogers-Satchell
 * term, k = 0.34 ÷ (1.34 + (period + 1) ÷ (period − 1)). First value at row period.
 */
public final class YangZhang implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "yang_zhang",
        "sqrt(var(ln(O/C[t-1])) + k var(ln(C/O)) + (1 - k) RS)",
        "Yang, Zhang 2000",
        bars("period", 24, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int n = bars.size();
    double[] open = bars.open();
    double[] close = bars.close();
    double[] jumps = rows(n, 1, i -> Math.log(open[i] / close[i - 1]));
    double[] bodies = rows(n, 1, i -> Math.log(close[i] / open[i]));
    Moments jump = Moments.of(jumps, 1, period);
    Moments body = Moments.of(bodies, 1, period);
    double[] inside = Rolling.mean(RogersSatchell.rogersSatchellTerms(bars), 1, period);
    double k = 0.34 / (1.34 + (period + 1.0) / (period - 1.0));
    return new double[][] {
      rows(
          n,
          period,
          i -> {
            double variance =
                jump.sampleVariance(i) + k * body.sampleVariance(i) + (1 - k) * inside[i];
            return Math.sqrt(Math.max(0, variance));
          })
    };
  }
}
