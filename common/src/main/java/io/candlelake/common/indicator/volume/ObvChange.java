package io.candlelake.common.indicator.volume;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * Change of the on-balance volume of Granville over period bars as a share of the volume traded: Σ
 * sign(C[t] − C[t − 1]) V ÷ Σ V, −1 to 1; 0 where nothing was traded. First value at row period.
 */
public final class ObvChange implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "obv_change",
        "sum(sign(dC) V, period) / sum(V, period) | 0",
        "OBV: Granville 1963",
        bars("period", 24, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int n = bars.size();
    double[] close = bars.close();
    double[] volume = bars.volume();
    double[] signed = rows(n, 1, i -> Math.signum(close[i] - close[i - 1]) * volume[i]);
    double[] flow = Rolling.sum(signed, 1, period);
    double[] traded = Rolling.sum(volume, 1, period);
    return new double[][] {rows(n, period, i -> ratio(flow[i], traded[i], 0))};
  }
}
