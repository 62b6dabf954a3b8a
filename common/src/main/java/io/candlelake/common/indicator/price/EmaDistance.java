package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Smoothing;
import io.candlelake.common.kernel.Bars;

/**
 * Distance of the close from its exponential average: ln(C ÷ EMA), EMA += 2 ÷ (period + 1) × (C −
 * EMA).
 *
 * <p>Seed: the plain mean of the first period closes, at row period − 1, as TA-Lib does.
 */
public final class EmaDistance implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "ema_distance", "ln(C / EMA(C, period))", "EMA as TA-Lib", bars("period", 24, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] close = bars.close();
    double[] average = Smoothing.exponential(close, 0, period);
    return new double[][] {rows(bars.size(), period - 1, i -> Math.log(close[i] / average[i]))};
  }
}
