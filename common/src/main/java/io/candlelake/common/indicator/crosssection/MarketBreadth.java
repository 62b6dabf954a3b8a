package io.candlelake.common.indicator.crosssection;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logReturns;

import io.candlelake.common.indicator.CrossSectionIndicator;
import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.kernel.Bars;
import java.util.Arrays;

/** Share of all pairs whose price rose over period bars. First value at row period. */
public final class MarketBreadth implements CrossSectionIndicator {
  @Override
  public Description about() {
    return Description.of(
        "market_breadth",
        "share of pairs with r_period > 0",
        "advance-decline breadth",
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
    double rising = Arrays.stream(own).filter(value -> value > 0).count();
    return new double[][] {CrossSection.same(own.length, rising / own.length)};
  }
}
