package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * How far the close is above the lowest low of the last period bars: ln(C ÷ lowest low), 0 or more.
 * First value at row period − 1.
 */
public final class RunUp implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of("run_up", "ln(C / LL)", "definition", bars("period", 168, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] lowest = Rolling.min(bars.low(), 0, period);
    return new double[][] {
      rows(bars.size(), period - 1, i -> Math.log(bars.close()[i] / lowest[i]))
    };
  }
}
