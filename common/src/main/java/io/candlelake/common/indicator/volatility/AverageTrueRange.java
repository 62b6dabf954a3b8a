package io.candlelake.common.indicator.volatility;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.rows;
import static io.candlelake.common.indicator.math.Kernels.trueRange;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Smoothing;
import io.candlelake.common.kernel.Bars;

/**
 * Wilder's average true range as a fraction of the close. Seed: the plain mean of the first period
 * true ranges (the first is that of row 1), at row period.
 */
public final class AverageTrueRange implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "atr", "Wilder average of true range / C", "Wilder 1978", bars("period", 14, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] average = Smoothing.wilder(trueRange(bars), 1, period);
    return new double[][] {rows(bars.size(), period, i -> average[i] / bars.close()[i])};
  }
}
