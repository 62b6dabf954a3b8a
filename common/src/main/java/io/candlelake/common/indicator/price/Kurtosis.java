package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logReturns;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Moments;
import io.candlelake.common.kernel.Bars;

/**
 * Excess kurtosis of the last period one-bar log returns, of the population: m4 ÷ m2² − 3; 0 where
 * they do not vary. First value at row period.
 */
public final class Kurtosis implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "kurtosis",
        "m4(r) / m2(r)^2 - 3 | 0",
        "Fisher; scipy.stats.kurtosis with bias",
        bars("period", 168, 4));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    Moments moments = Moments.of(logReturns(bars, 1), 1, period);
    return new double[][] {rows(bars.size(), period, moments::excessKurtosis)};
  }
}
