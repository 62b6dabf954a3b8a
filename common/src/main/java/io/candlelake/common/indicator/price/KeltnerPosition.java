package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;
import static io.candlelake.common.indicator.math.Kernels.trueRange;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Smoothing;
import io.candlelake.common.kernel.Bars;

/**
 * Distance of the close from its exponential average in average true ranges; 0 where the range is
 * 0.
 *
 * <p>Seeds: plain means of the first period values; first value at row period.
 */
public final class KeltnerPosition implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "keltner_position",
        "(C - EMA(C, period)) / ATR(period) | 0",
        "Keltner 1960, as modified by Raschke",
        bars("period", 20, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] average = Smoothing.exponential(bars.close(), 0, period);
    double[] range = Smoothing.wilder(trueRange(bars), 1, period);
    return new double[][] {
      rows(bars.size(), period, i -> ratio(bars.close()[i] - average[i], range[i], 0))
    };
  }
}
