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
 * Williams %R, −100 to 0: −100 × (highest high − C) ÷ (highest high − lowest low) over period bars;
 * −50 where they are equal. First value at row period − 1.
 */
public final class WilliamsR implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "williams_r",
        "-100 (HH - C) / (HH - LL) | -50",
        "Williams 1973; TA-Lib WILLR",
        bars("period", 14, 2));
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
          i -> ratio(-100 * (highest[i] - bars.close()[i]), highest[i] - lowest[i], -50))
    };
  }
}
