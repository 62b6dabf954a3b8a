package io.candlelake.common.indicator.volume;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Moments;
import io.candlelake.common.kernel.Bars;

/**
 * Volume against the mean of the last period bars in population standard deviations; 0 where it
 * does not vary. First value at row period − 1.
 */
public final class VolumeZScore implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "volume_zscore", "(V - mean(V)) / sd(V) | 0", "definition", bars("period", 168, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] volume = bars.volume();
    Moments moments = Moments.of(volume, 0, period);
    return new double[][] {
      rows(
          bars.size(), period - 1, i -> ratio(volume[i] - moments.mean(i), moments.deviation(i), 0))
    };
  }
}
