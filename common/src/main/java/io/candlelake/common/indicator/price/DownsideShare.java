package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logReturns;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * Share of the realised variance that came from falls: Σ r² where r < 0 ÷ Σ r² over period bars;
 * 0.5 where the price stood still. First value at row period.
 */
public final class DownsideShare implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "downside_share",
        "sum(r^2 where r < 0) / sum(r^2) | 0.5",
        "realised semivariance: Barndorff-Nielsen, Kinnebrock, Shephard 2010",
        bars("period", 72, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int n = bars.size();
    double[] returns = logReturns(bars, 1);
    double[] falls = rows(n, 1, i -> returns[i] < 0 ? returns[i] * returns[i] : 0);
    double[] squares = rows(n, 1, i -> returns[i] * returns[i]);
    double[] down = Rolling.sum(falls, 1, period);
    double[] all = Rolling.sum(squares, 1, period);
    return new double[][] {rows(n, period, i -> ratio(down[i], all[i], 0.5))};
  }
}
