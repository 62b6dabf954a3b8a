package io.candlelake.common.indicator.reference;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logReturns;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.ReferenceIndicator;
import io.candlelake.common.kernel.Bars;

/**
 * Log return of the reference pair, BTC by default, over a number of bars. First value at row
 * period.
 */
public final class ReferenceReturn implements ReferenceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "reference_return",
        "ln(B[t] / B[t - period]), B the reference close",
        "definition",
        bars("period", 24, 1));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, Bars reference, ParameterValues values) {
    return new double[][] {logReturns(reference, values.bars("period"))};
  }
}
