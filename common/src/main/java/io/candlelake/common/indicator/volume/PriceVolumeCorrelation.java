package io.candlelake.common.indicator.volume;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logReturns;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.CoMoments;
import io.candlelake.common.kernel.Bars;

/**
 * Pearson's correlation of one-bar log returns with volume over period bars; 0 where either does
 * not vary. First value at row period.
 */
public final class PriceVolumeCorrelation implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "price_volume_correlation",
        "corr(r, V) over period | 0",
        "definition",
        bars("period", 72, 3));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    CoMoments pairs = CoMoments.of(logReturns(bars, 1), bars.volume(), 1, period);
    return new double[][] {rows(bars.size(), period, pairs::correlation)};
  }
}
