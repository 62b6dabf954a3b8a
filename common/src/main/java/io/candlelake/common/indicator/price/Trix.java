package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Smoothing;
import io.candlelake.common.kernel.Bars;

/**
 * Rate of change of a triple exponential average: ln(E3[t] ÷ E3[t − 1]).
 *
 * <p>Seeds: each average starts as the plain mean of its first period values; first value at row 3
 * period − 2.
 */
public final class Trix implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "trix",
        "ln(E3[t] / E3[t - 1]), E3 = EMA of EMA of EMA of C",
        "Hutson 1983, Stocks & Commodities",
        bars("period", 15, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return 3 * values.bars("period") - 2;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] once = Smoothing.exponential(bars.close(), 0, period);
    double[] twice = Smoothing.exponential(once, period - 1, period);
    double[] thrice = Smoothing.exponential(twice, 2 * period - 2, period);
    return new double[][] {
      rows(bars.size(), warmUpBars(values), i -> Math.log(thrice[i] / thrice[i - 1]))
    };
  }
}
