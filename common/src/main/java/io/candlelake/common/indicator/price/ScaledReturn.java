package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logReturns;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.realizedVolatility;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.kernel.Bars;

/**
 * Log return over a number of bars in units of what such a move usually is: ln(C[t] ÷ C[t −
 * period]) ÷ (σ √period), σ the root mean square of one-bar log returns over volatility_period
 * bars; 0 where σ is 0.
 *
 * <p>No seed; the first value is at row max(period, volatility_period). After Moskowitz, Ooi and
 * Pedersen (2012), Time series momentum, who scale returns by volatility known before.
 */
public final class ScaledReturn implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "scaled_return",
        "ln(C[t] / C[t - period]) / (rms(r, volatility_period) * sqrt(period)) | 0",
        "Moskowitz, Ooi, Pedersen 2012",
        bars("period", 24, 1),
        bars("volatility_period", 168, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return Math.max(values.bars("period"), values.bars("volatility_period"));
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] returns = logReturns(bars, period);
    double[] volatility = realizedVolatility(bars, values.bars("volatility_period"));
    double root = Math.sqrt(period);
    return new double[][] {
      rows(bars.size(), warmUpBars(values), i -> ratio(returns[i], volatility[i] * root, 0))
    };
  }
}
