package io.candlelake.common.indicator.volatility;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logReturns;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Moments;
import io.candlelake.common.kernel.Bars;

/**
 * How unsteady the size of moves is: population standard deviation of |r| over period bars ÷ their
 * mean; 0 where the price stands still. First value at row period.
 */
public final class VolatilityOfVolatility implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "volatility_of_volatility",
        "sd(abs(r), period) / mean(abs(r), period) | 0",
        "coefficient of variation",
        bars("period", 168, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] returns = logReturns(bars, 1);
    double[] sizes = rows(bars.size(), 1, i -> Math.abs(returns[i]));
    Moments moments = Moments.of(sizes, 1, period);
    return new double[][] {
      rows(bars.size(), period, i -> ratio(moments.deviation(i), moments.mean(i), 0))
    };
  }
}
