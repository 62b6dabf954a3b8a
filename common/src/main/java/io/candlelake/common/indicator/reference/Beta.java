package io.candlelake.common.indicator.reference;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logReturns;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.ReferenceIndicator;
import io.candlelake.common.indicator.math.CoMoments;
import io.candlelake.common.kernel.Bars;

/**
 * Beta to the reference pair: slope of the pair's one-bar log returns on the reference's over
 * period bars; 0 where either does not vary. 1 for the reference itself. First value at row period.
 */
public final class Beta implements ReferenceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "beta",
        "cov(r, b) / var(b) over period | 0",
        "Sharpe 1964; least squares",
        bars("period", 168, 3));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, Bars reference, ParameterValues values) {
    int period = values.bars("period");
    CoMoments pairs = CoMoments.of(logReturns(reference, 1), logReturns(bars, 1), 1, period);
    return new double[][] {rows(bars.size(), period, pairs::slope)};
  }
}
