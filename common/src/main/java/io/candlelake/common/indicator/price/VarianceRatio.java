package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logReturns;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Moments;
import io.candlelake.common.kernel.Bars;

/**
 * Variance ratio of Lo and MacKinlay: variance of lag-bar log returns ÷ (lag × variance of one- bar
 * log returns), overlapping, population variances over period bars; above 1 moves persist, below 1
 * they revert; 1 where the price does not vary. First value at row period + lag − 1.
 */
public final class VarianceRatio implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "variance_ratio",
        "var(r_lag) / (lag var(r)) | 1",
        "Lo, MacKinlay 1988",
        bars("lag", 4, 2),
        bars("period", 168, 3));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") + values.bars("lag") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int lag = values.bars("lag");
    Moments single = Moments.of(logReturns(bars, 1), 1, period);
    Moments several = Moments.of(logReturns(bars, lag), lag, period);
    return new double[][] {
      rows(
          bars.size(),
          warmUpBars(values),
          i -> ratio(several.variance(i), lag * single.variance(i), 1))
    };
  }
}
