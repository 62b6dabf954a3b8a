package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Smoothing;
import io.candlelake.common.kernel.Bars;

/**
 * Relative strength index of Wilder, 0 to 100: 100 × U ÷ (U + D), U and D Wilder's averages of
 * rises and falls of the close; 50 where neither rose nor fell.
 *
 * <p>Seed: the plain mean of the first period changes, at row period.
 */
public final class Rsi implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "rsi",
        "100 * U / (U + D), Wilder averages of rises and falls | 50",
        "Wilder 1978, New Concepts in Technical Trading Systems",
        bars("period", 14, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] close = bars.close();
    int n = bars.size();
    double[] rises = rows(n, 1, i -> Math.max(0, close[i] - close[i - 1]));
    double[] falls = rows(n, 1, i -> Math.max(0, close[i - 1] - close[i]));
    double[] up = Smoothing.wilder(rises, 1, period);
    double[] down = Smoothing.wilder(falls, 1, period);
    return new double[][] {rows(n, period, i -> ratio(100 * up[i], up[i] + down[i], 50))};
  }
}
