package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logReturns;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.CoMoments;
import io.candlelake.common.kernel.Bars;

/**
 * Pearson's correlation of one-bar log returns with those lag bars before, over period pairs of
 * them; 0 where either does not vary. First value at row period + lag.
 */
public final class Autocorrelation implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "autocorrelation",
        "corr(r[t], r[t - lag]) over period | 0",
        "definition",
        bars("lag", 1, 1),
        bars("period", 72, 3));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") + values.bars("lag");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int lag = values.bars("lag");
    double[] returns = logReturns(bars, 1);
    double[] earlier = rows(bars.size(), lag + 1, i -> returns[i - lag]);
    CoMoments pairs = CoMoments.of(returns, earlier, lag + 1, period);
    return new double[][] {rows(bars.size(), warmUpBars(values), pairs::correlation)};
  }
}
