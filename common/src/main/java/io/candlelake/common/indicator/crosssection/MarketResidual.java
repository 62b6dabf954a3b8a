package io.candlelake.common.indicator.crosssection;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logReturns;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.CrossSectionIndicator;
import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.kernel.Bars;

/**
 * The pair's log return over period bars less the mean over all pairs. First value at row period.
 */
public final class MarketResidual implements CrossSectionIndicator {
  @Override
  public Description about() {
    return Description.of(
        "market_residual",
        "r_period - mean over pairs of r_period",
        "equal-weight market",
        bars("period", 24, 1));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[] own(Bars bars, ParameterValues values) {
    return logReturns(bars, values.bars("period"));
  }

  @Override
  public double[][] across(double[] own) {
    double market = CrossSection.mean(own);
    return new double[][] {rows(own.length, 0, pair -> own[pair] - market)};
  }
}
