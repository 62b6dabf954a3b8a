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
 * What the reference pair does not explain: log return over period bars less beta × the
 * reference's, beta over beta_period bars. 0 for the reference itself, up to rounding. First value
 * at row max(period, beta_period).
 */
public final class ResidualReturn implements ReferenceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "residual_return",
        "r_period - beta(beta_period) * b_period",
        "market model; Sharpe 1964",
        bars("period", 24, 1),
        bars("beta_period", 168, 3));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return Math.max(values.bars("period"), values.bars("beta_period"));
  }

  @Override
  public double[][] compute(Bars bars, Bars reference, ParameterValues values) {
    int period = values.bars("period");
    double[] own = logReturns(bars, period);
    double[] other = logReturns(reference, period);
    CoMoments pairs =
        CoMoments.of(logReturns(reference, 1), logReturns(bars, 1), 1, values.bars("beta_period"));
    return new double[][] {
      rows(bars.size(), warmUpBars(values), i -> own[i] - pairs.slope(i) * other[i])
    };
  }
}
