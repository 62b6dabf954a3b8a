package io.candlelake.common.indicator.volatility;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * Volatility per bar from open, high, low and close: √ of the mean of ln(H ÷ L)² ÷ 2 − (2 ln 2 − 1)
 * ln(C ÷ O)², never below 0. First value at row period − 1.
 */
public final class GarmanKlass implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "garman_klass",
        "sqrt(mean(ln(H/L)^2 / 2 - (2 ln 2 - 1) ln(C/O)^2, period))",
        "Garman, Klass 1980",
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
    double weight = 2 * Math.log(2) - 1;
    double[] terms =
        rows(
            n,
            0,
            i -> {
              double range = Math.log(bars.high()[i] / bars.low()[i]);
              double body = Math.log(bars.close()[i] / bars.open()[i]);
              return range * range / 2 - weight * body * body;
            });
    double[] variance = Rolling.mean(terms, 0, period);
    return new double[][] {rows(n, period - 1, i -> Math.sqrt(Math.max(0, variance[i])))};
  }
}
