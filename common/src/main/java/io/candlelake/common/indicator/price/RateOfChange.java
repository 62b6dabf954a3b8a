package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.kernel.Bars;

/**
 * Simple return over a number of bars: C[t] ÷ C[t − period] − 1. TA-Lib's ROCP. No seed; the first
 * value is at row period.
 */
public final class RateOfChange implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "rate_of_change", "C[t] / C[t - period] - 1", "TA-Lib ROCP", bars("period", 12, 1));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] close = bars.close();
    return new double[][] {rows(bars.size(), period, i -> close[i] / close[i - period] - 1)};
  }
}
