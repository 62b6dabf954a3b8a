package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * Place of the close in the Donchian channel of the period bars before this one: 0 at its floor, 1
 * at its ceiling, beyond on a breakout, cut at −1 and 2; 0.5 where the channel has no height. First
 * value at row period.
 */
public final class DonchianPosition implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "donchian_position",
        "(C - LL[t-1]) / (HH[t-1] - LL[t-1]) within -1..2 | 0.5",
        "Donchian channel, the four-week rule, 1960",
        bars("period", 24, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] ceiling = Rolling.max(bars.high(), 0, period);
    double[] floor = Rolling.min(bars.low(), 0, period);
    return new double[][] {
      rows(
          bars.size(),
          period,
          i -> {
            double height = ceiling[i - 1] - floor[i - 1];
            double position = ratio(bars.close()[i] - floor[i - 1], height, 0.5);
            return Math.max(-1, Math.min(2, position));
          })
    };
  }
}
