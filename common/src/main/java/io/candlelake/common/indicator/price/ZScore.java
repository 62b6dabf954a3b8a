package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Moments;
import io.candlelake.common.kernel.Bars;

/**
 * Distance of the close from the mean of the last period closes in population standard deviations;
 * 0 where they do not vary. First value at row period − 1.
 */
public final class ZScore implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "zscore", "(C - mean(C)) / sd(C) | 0", "definition", bars("period", 24, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] close = bars.close();
    Moments moments = Moments.of(close, 0, period);
    return new double[][] {
      rows(bars.size(), period - 1, i -> ratio(close[i] - moments.mean(i), moments.deviation(i), 0))
    };
  }
}
