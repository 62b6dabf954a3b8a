package io.candlelake.common.indicator.reference;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logReturns;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.ReferenceIndicator;
import io.candlelake.common.kernel.Bars;

/**
 * Log return over period bars less that of the reference pair. 0 for the reference itself. First
 * value at row period.
 */
public final class RelativeStrength implements ReferenceIndicator {
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
