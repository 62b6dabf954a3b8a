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
 * Place of the close between the lowest low (0) and the highest high (1) of the last period bars,
 * this one included; 0.5 where they are equal. First value at row period − 1.
 */
public final class RangePosition implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "range_position", "(C - LL) / (HH - LL) | 0.5", "definition", bars("period", 24, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] highest = Rolling.max(bars.high(), 0, period);
    double[] lowest = Rolling.min(bars.low(), 0, period);
    return new double[][] {
      rows(
          bars.size(),
          period - 1,
          i -> ratio(bars.close()[i] - lowest[i], highest[i] - lowest[i], 0.5))
    };
  }
}
