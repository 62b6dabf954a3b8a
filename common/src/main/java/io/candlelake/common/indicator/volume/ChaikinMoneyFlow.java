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
 * Chaikin money flow, −1 to 1: Σ place × V ÷ Σ V over period bars, place = ((C − L) − (H − C)) ÷ (H
 * − L), 0 where high equals low; 0 where nothing was traded. First value at row period − 1.
 */
public final class ChaikinMoneyFlow implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "chaikin_money_flow",
        "sum(((C - L) - (H - C)) / (H - L) V) / sum(V) | 0",
        "Chaikin, after 1982",
        bars("period", 20, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int n = bars.size();
    double[] high = bars.high();
    double[] low = bars.low();
    double[] close = bars.close();
    double[] volume = bars.volume();
    double[] flow =
        rows(
            n,
            0,
            i -> ratio(close[i] - low[i] - (high[i] - close[i]), high[i] - low[i], 0) * volume[i]);
    double[] flows = Rolling.sum(flow, 0, period);
    double[] traded = Rolling.sum(volume, 0, period);
    return new double[][] {rows(n, period - 1, i -> ratio(flows[i], traded[i], 0))};
  }
}
