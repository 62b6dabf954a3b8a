package io.candlelake.common.indicator;

import static io.candlelake.common.indicator.Kernels.rows;
import static io.candlelake.common.indicator.Parameter.bars;

import io.candlelake.common.kernel.Bars;

/**
 * How far the close is above the lowest low of the last period bars: ln(C ÷ lowest low), 0 or more.
 * First value at row period − 1.
 */
final class RunUp implements PriceIndicator {
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
