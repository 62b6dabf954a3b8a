package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * Distance of the close from its plain average: ln(C ÷ mean of the last period closes). First value
 * at row period − 1.
 */
public final class SmaDistance implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "sma_distance", "ln(C / mean(C, period))", "definition", bars("period", 24, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] close = bars.close();
    double[] average = Rolling.mean(close, 0, period);
    return new double[][] {rows(bars.size(), period - 1, i -> Math.log(close[i] / average[i]))};
  }
}
