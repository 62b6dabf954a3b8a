package io.candlelake.common.indicator.crosssection;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logReturns;

import io.candlelake.common.indicator.CrossSectionIndicator;
import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.kernel.Bars;

/**
 * Population standard deviation over all pairs of the log return over period bars; 0 for a lone
 * pair. First value at row period.
 */
public final class MarketDispersion implements CrossSectionIndicator {
  @Override
  public Description about() {
    return Description.of(
        "market_dispersion",
        "sd over pairs of r_period",
        "cross-section dispersion",
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
    return new double[][] {CrossSection.same(own.length, CrossSection.deviation(own))};
  }
}
