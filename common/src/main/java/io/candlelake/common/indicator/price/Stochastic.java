package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.knownFrom;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * Slow stochastic oscillator of Lane, 0 to 100: raw = 100 × (C − lowest low) ÷ (highest high −
 * lowest low) over period bars, 50 where they are equal; %K = plain mean of smoothing raws, %D =
 * plain mean of smoothing %Ks. First values at row period − 1 + 2 (smoothing − 1).
 */
public final class Stochastic implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
            "stochastic",
            "%K = mean(100 (C - LL) / (HH - LL) | 50, smoothing); %D = mean(%K, smoothing)",
            "Lane 1984; TA-Lib STOCH",
            bars("period", 14, 2),
            bars("smoothing", 3, 1))
        .withOutputs("stochastic_k", "stochastic_d");
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") - 1 + 2 * (values.bars("smoothing") - 1);
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int smoothing = values.bars("smoothing");
    double[] highest = Rolling.max(bars.high(), 0, period);
    double[] lowest = Rolling.min(bars.low(), 0, period);
    double[] raw =
        rows(
            bars.size(),
            period - 1,
            i -> ratio(100 * (bars.close()[i] - lowest[i]), highest[i] - lowest[i], 50));
    double[] k = Rolling.mean(raw, period - 1, smoothing);
    double[] d = Rolling.mean(k, period + smoothing - 2, smoothing);
    return new double[][] {knownFrom(warmUpBars(values), k), d};
  }
}
