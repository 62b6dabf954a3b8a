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
 * Efficiency ratio of Kaufman, signed: (C[t] − C[t − period]) ÷ Σ |C[t] − C[t − 1]| over period
 * bars, −1 to 1; 0 where the price stood still. Kaufman takes its size; the sign tells the
 * direction. First value at row period.
 */
public final class EfficiencyRatio implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "efficiency_ratio",
        "(C[t] - C[t - period]) / sum(abs(dC), period) | 0",
        "Kaufman 1995, Smarter Trading",
        bars("period", 24, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int n = bars.size();
    double[] close = bars.close();
    double[] steps = rows(n, 1, i -> Math.abs(close[i] - close[i - 1]));
    double[] path = Rolling.sum(steps, 1, period);
    return new double[][] {rows(n, period, i -> ratio(close[i] - close[i - period], path[i], 0))};
  }
}
