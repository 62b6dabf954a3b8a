package io.candlelake.common.indicator.volatility;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;
import static io.candlelake.common.indicator.math.Kernels.trueRange;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Smoothing;
import io.candlelake.common.kernel.Bars;

/**
 * This bar's true range against Wilder's average of it; 1 where the average is 0. Seed as atr;
 * first value at row period.
 */
public final class TrueRangeRatio implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "true_range_ratio", "TR / ATR(period) | 1", "Wilder 1978", bars("period", 14, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] range = trueRange(bars);
    double[] average = Smoothing.wilder(range, 1, period);
    return new double[][] {rows(bars.size(), period, i -> ratio(range[i], average[i], 1))};
  }
}
