package io.candlelake.common.indicator.volume;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logRatio;
import static io.candlelake.common.indicator.math.Kernels.rows;
import static io.candlelake.common.indicator.math.Kernels.typicalPrice;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * Distance of the close from the volume-weighted average of typical prices over period bars: ln(C ÷
 * (Σ P V ÷ Σ V)), P = (H + L + C) ÷ 3; 0 where nothing was traded. First value at row period − 1.
 */
public final class VwapDistance implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "vwap_distance", "ln(C / (sum(P V) / sum(V))) | 0", "definition", bars("period", 24, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int n = bars.size();
    double[] volume = bars.volume();
    double[] typical = typicalPrice(bars);
    double[] money = rows(n, 0, i -> typical[i] * volume[i]);
    double[] paid = Rolling.sum(money, 0, period);
    double[] traded = Rolling.sum(volume, 0, period);
    return new double[][] {
      rows(n, period - 1, i -> logRatio(bars.close()[i] * traded[i], paid[i]))
    };
  }
}
