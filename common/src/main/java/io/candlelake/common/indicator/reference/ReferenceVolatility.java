package io.candlelake.common.indicator.reference;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.realizedVolatility;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.ReferenceIndicator;
import io.candlelake.common.kernel.Bars;

/**
 * Root mean square of the reference pair's one-bar log returns over period bars. First value at row
 * period.
 */
public final class ReferenceVolatility implements ReferenceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "reference_volatility",
        "sqrt(mean(b^2, period)), b the reference one-bar return",
        "definition",
        bars("period", 24, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, Bars reference, ParameterValues values) {
    return new double[][] {realizedVolatility(reference, values.bars("period"))};
  }
}
