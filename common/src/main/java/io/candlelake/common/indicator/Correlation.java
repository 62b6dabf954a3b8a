package io.candlelake.common.indicator;

import static io.candlelake.common.indicator.Kernels.logReturns;
import static io.candlelake.common.indicator.Kernels.rows;
import static io.candlelake.common.indicator.Parameter.bars;

import io.candlelake.common.kernel.Bars;

/**
 * Pearson's correlation of one-bar log returns with the reference pair's over period bars; 0 where
 * either does not vary. 1 for the reference itself. First value at row period.
 */
final class Correlation implements ReferenceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "correlation", "corr(r, b) over period | 0", "definition", bars("period", 168, 3));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, Bars reference, ParameterValues values) {
    int period = values.bars("period");
    CoMoments pairs = CoMoments.of(logReturns(reference, 1), logReturns(bars, 1), 1, period);
    return new double[][] {rows(bars.size(), period, pairs::correlation)};
  }
}
