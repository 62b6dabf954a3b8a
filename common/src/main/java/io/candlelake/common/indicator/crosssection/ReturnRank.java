package io.candlelake.common.indicator.crosssection;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logReturns;

import io.candlelake.common.indicator.CrossSectionIndicator;
import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.kernel.Bars;

/**
 * Rank of the pair's log return over period bars among all pairs: (rank − ½) ÷ pairs − ½, between
 * −½ and ½; equals share the mean of their ranks; 0 for a lone pair. First value at row period.
 */
public final class ReturnRank implements CrossSectionIndicator {
  @Override
  public Description about() {
    return Description.of(
        "return_rank",
        "(rank(r_period) - 0.5) / pairs - 0.5",
        "cross-section rank, as Jegadeesh, Titman 1993",
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
    return new double[][] {CrossSection.centredRanks(own)};
  }
}
