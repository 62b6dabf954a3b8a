package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.Parameter.number;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Moments;
import io.candlelake.common.kernel.Bars;

/**
 * Bollinger bands: place of the close between them (0 lower, 1 upper; 0.5 where they meet) and
 * their width as a fraction of the middle. Bands are mean ± deviations × population standard
 * deviation of the last period closes. First value at row period − 1.
 */
public final class Bollinger implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
            "bollinger",
            "(C - lower) / (upper - lower) | 0.5; (upper - lower) / mean",
            "Bollinger 2001, Bollinger on Bollinger Bands",
            bars("period", 20, 2),
            number("deviations", 2, 0.1, 10, "standard deviations"))
        .withOutputs("bollinger_position", "bollinger_width");
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double deviations = values.number("deviations");
    double[] close = bars.close();
    Moments moments = Moments.of(close, 0, period);
    return new double[][] {
      rows(
          bars.size(),
          period - 1,
          i -> 0.5 + ratio(close[i] - moments.mean(i), 2 * deviations * moments.deviation(i), 0)),
      rows(bars.size(), period - 1, i -> 2 * deviations * moments.deviation(i) / moments.mean(i))
    };
  }
}
