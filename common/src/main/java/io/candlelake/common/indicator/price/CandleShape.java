package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.kernel.Bars;

/**
 * Parts of a candle as shares of its range H − L: body (C − O, signed), upper wick, lower wick; all
 * 0 where high equals low. No warm-up.
 */
public final class CandleShape implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
            "candle_shape",
            "(C - O) / (H - L); (H - max(O, C)) / (H - L); (min(O, C) - L) / (H - L) | 0",
            "definition")
        .withOutputs("candle_body", "upper_wick", "lower_wick");
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return 0;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int n = bars.size();
    double[] open = bars.open();
    double[] high = bars.high();
    double[] low = bars.low();
    double[] close = bars.close();
    return new double[][] {
      rows(n, 0, i -> ratio(close[i] - open[i], high[i] - low[i], 0)),
      rows(n, 0, i -> ratio(high[i] - Math.max(open[i], close[i]), high[i] - low[i], 0)),
      rows(n, 0, i -> ratio(Math.min(open[i], close[i]) - low[i], high[i] - low[i], 0))
    };
  }
}
