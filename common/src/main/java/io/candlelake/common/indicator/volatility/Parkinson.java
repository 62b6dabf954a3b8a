package io.candlelake.common.indicator.volatility;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Kernels;
import io.candlelake.common.kernel.Bars;

/**
 * Volatility per bar from highs and lows: √(mean of ln(H ÷ L)² ÷ (4 ln 2)). First value at row
 * period − 1.
 */
public final class Parkinson implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "parkinson",
        "sqrt(mean(ln(H/L)^2, period) / (4 ln 2))",
        "Parkinson 1980",
        bars("period", 24, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int n = bars.size();
    double[] logRange = rows(n, 0, i -> Math.log(bars.high()[i] / bars.low()[i]));
    double[] rms = Kernels.rootMeanSquare(logRange, 0, period);
    double scale = Math.sqrt(4 * Math.log(2));
    return new double[][] {rows(n, period - 1, i -> rms[i] / scale)};
  }
}
