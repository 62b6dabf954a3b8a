package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.CoMoments;
import io.candlelake.common.kernel.Bars;

/**
 * Least-squares line through the last period values of ln C: its slope per bar, and the share of
 * the variance it explains (R²); both 0 where the price stood still. First values at row period −
 * 1.
 */
public final class Trend implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
            "trend",
            "slope and R^2 of ln C on time",
            "ordinary least squares",
            bars("period", 72, 3))
        .withOutputs("trend_slope", "trend_r2");
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int n = bars.size();
    double[] time = rows(n, 0, i -> i);
    double[] logClose = rows(n, 0, i -> Math.log(bars.close()[i]));
    CoMoments line = CoMoments.of(time, logClose, 0, period);
    return new double[][] {
      rows(n, period - 1, line::slope),
      rows(n, period - 1, i -> line.correlation(i) * line.correlation(i))
    };
  }
}
