package io.candlelake.common.indicator.volatility;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.realizedVolatility;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.kernel.Bars;

/**
 * Root mean square of the last period one-bar log returns (no mean taken off). First value at row
 * period.
 */
public final class RealizedVolatility implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "realized_volatility",
        "sqrt(mean(r^2, period))",
        "Andersen, Bollerslev 1998",
        bars("period", 24, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    return new double[][] {realizedVolatility(bars, values.bars("period"))};
  }
}
