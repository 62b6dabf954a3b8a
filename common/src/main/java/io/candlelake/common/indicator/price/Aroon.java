package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * Aroon of Chande, 0 to 100: how recent the highest high and the lowest low of the last period + 1
 * bars are: 100 × (period − bars since) ÷ period; of equals the latest counts. First values at row
 * period.
 */
public final class Aroon implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
            "aroon",
            "100 (period - bars since HH) / period; the same for LL",
            "Chande 1995; TA-Lib AROON",
            bars("period", 25, 2))
        .withOutputs("aroon_up", "aroon_down");
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] sinceHigh = Rolling.rowsSinceMax(bars.high(), period + 1);
    double[] sinceLow = Rolling.rowsSinceMin(bars.low(), period + 1);
    return new double[][] {
      rows(bars.size(), period, i -> 100 * (period - sinceHigh[i]) / period),
      rows(bars.size(), period, i -> 100 * (period - sinceLow[i]) / period)
    };
  }
}
