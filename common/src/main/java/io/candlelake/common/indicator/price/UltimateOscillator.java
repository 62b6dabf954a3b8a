package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;
import static io.candlelake.common.indicator.math.Kernels.trueRange;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * Ultimate oscillator of Williams, 0 to 100: 100 × (4 A(period) + 2 A(2 period) + A(4 period)) ÷ 7,
 * A(n) = Σ buying pressure ÷ Σ true range over n bars, buying pressure = C − min(L, C[t − 1]); A is
 * 0.5 where the range is 0. First value at row 4 period.
 */
public final class UltimateOscillator implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "ultimate_oscillator",
        "100 (4 A(period) + 2 A(2 period) + A(4 period)) / 7 | A = 0.5",
        "Williams 1985; TA-Lib ULTOSC",
        bars("period", 7, 1));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return 4 * values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int n = bars.size();
    double[] low = bars.low();
    double[] close = bars.close();
    double[] range = trueRange(bars);
    double[] buying = rows(n, 1, i -> close[i] - Math.min(low[i], close[i - 1]));
    double[] fast = share(buying, range, period);
    double[] middle = share(buying, range, 2 * period);
    double[] slow = share(buying, range, 4 * period);
    return new double[][] {
      rows(n, 4 * period, i -> 100 * (4 * fast[i] + 2 * middle[i] + slow[i]) / 7)
    };
  }

  private static double[] share(double[] buying, double[] range, int period) {
    double[] bought = Rolling.sum(buying, 1, period);
    double[] moved = Rolling.sum(range, 1, period);
    return rows(buying.length, period, i -> ratio(bought[i], moved[i], 0.5));
  }
}
