package io.candlelake.common.indicator;

import static io.candlelake.common.indicator.Kernels.logReturns;
import static io.candlelake.common.indicator.Kernels.rows;
import static io.candlelake.common.indicator.Parameter.bars;

import io.candlelake.common.kernel.Bars;

/**
 * Log return over period bars less that of the reference pair. 0 for the reference itself. First
 * value at row period.
 */
final class RelativeStrength implements ReferenceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "relative_strength",
        "ln(C[t] / C[t - period]) - ln(B[t] / B[t - period])",
        "definition",
        bars("period", 24, 1));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, Bars reference, ParameterValues values) {
    int period = values.bars("period");
    double[] own = logReturns(bars, period);
    double[] other = logReturns(reference, period);
    return new double[][] {rows(bars.size(), period, i -> own[i] - other[i])};
  }
}
