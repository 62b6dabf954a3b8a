package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logReturns;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.kernel.Bars;

/**
 * Log return over a number of bars: ln(C[t] ÷ C[t − period]). No seed; the first value is at row
 * period.
 */
public final class Return implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of("return", "ln(C[t] / C[t - period])", "definition", bars("period", 1, 1));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    return new double[][] {logReturns(bars, values.bars("period"))};
  }
}
