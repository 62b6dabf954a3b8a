package io.candlelake.common.indicator.crosssection;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.realizedVolatility;

import io.candlelake.common.indicator.CrossSectionIndicator;
import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.kernel.Bars;

/**
 * Rank of the pair's realised volatility over period bars among all pairs, as return_rank. First
 * value at row period.
 */
public final class VolatilityRank implements CrossSectionIndicator {
  @Override
  public Description about() {
    return Description.of(
        "volatility_rank",
        "(rank(rms(r, period)) - 0.5) / pairs - 0.5",
        "cross-section rank",
        bars("period", 168, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[] own(Bars bars, ParameterValues values) {
    return realizedVolatility(bars, values.bars("period"));
  }

  @Override
  public double[][] across(double[] own) {
    return new double[][] {CrossSection.centredRanks(own)};
  }
}
