package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;
import static io.candlelake.common.indicator.math.Kernels.trueRange;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * Vortex indicator of Botes and Siepman: Σ |H[t] − L[t − 1]| ÷ Σ true range and Σ |L[t] − H[t − 1]|
 * ÷ Σ true range over period bars; 1 where the range is 0. First values at row period.
 */
public final class Vortex implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
            "vortex",
            "sum(abs(H[t] - L[t-1])) / sum(TR); sum(abs(L[t] - H[t-1])) / sum(TR) | 1",
            "Botes, Siepman 2010",
            bars("period", 14, 2))
        .withOutputs("vortex_plus", "vortex_minus");
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int n = bars.size();
    double[] high = bars.high();
    double[] low = bars.low();
    double[] ups = rows(n, 1, i -> Math.abs(high[i] - low[i - 1]));
    double[] downs = rows(n, 1, i -> Math.abs(low[i] - high[i - 1]));
    double[] plus = Rolling.sum(ups, 1, period);
    double[] minus = Rolling.sum(downs, 1, period);
    double[] range = Rolling.sum(trueRange(bars), 1, period);
    return new double[][] {
      rows(n, period, i -> ratio(plus[i], range[i], 1)),
      rows(n, period, i -> ratio(minus[i], range[i], 1))
    };
  }
}
