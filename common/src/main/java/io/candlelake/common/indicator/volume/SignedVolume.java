package io.candlelake.common.indicator.volume;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * Pressure of one candle: its body as a share of its range, times its volume against the mean of
 * the last period bars: (C − O) ÷ (H − L) × V ÷ mean V; 0 where high equals low or nothing was
 * traded. First value at row period − 1.
 */
public final class SignedVolume implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "signed_volume",
        "(C - O) / (H - L) * V / mean(V, period) | 0",
        "definition",
        bars("period", 24, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] usual = Rolling.mean(bars.volume(), 0, period);
    return new double[][] {
      rows(
          bars.size(),
          period - 1,
          i -> {
            double body =
                ratio(bars.close()[i] - bars.open()[i], bars.high()[i] - bars.low()[i], 0);
            return body * ratio(bars.volume()[i], usual[i], 0);
          })
    };
  }
}
