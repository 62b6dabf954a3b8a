package io.candlelake.common.indicator.volatility;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * Volatility per bar that allows for drift: √ of the mean of ln(H ÷ C) ln(H ÷ O) + ln(L ÷ C) ln(L ÷
 * O). First value at row period − 1.
 */
public final class RogersSatchell implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "rogers_satchell",
        "sqrt(mean(ln(H/C) ln(H/O) + ln(L/C) ln(L/O), period))",
        "Rogers, Satchell 1991",
        bars("period", 24, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] variance = Rolling.mean(rogersSatchellTerms(bars), 0, period);
    return new double[][] {rows(bars.size(), period - 1, i -> Math.sqrt(Math.max(0, variance[i])))};
  }

  /** One bar's variance by the formula. */
  static double[] rogersSatchellTerms(Bars bars) {
    return rows(
        bars.size(),
        0,
        i ->
            Math.log(bars.high()[i] / bars.close()[i]) * Math.log(bars.high()[i] / bars.open()[i])
                + Math.log(bars.low()[i] / bars.close()[i])
                    * Math.log(bars.low()[i] / bars.open()[i]));
  }
}
