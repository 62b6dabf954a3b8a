package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.Parameter.fewBars;
import static io.candlelake.common.indicator.math.Kernels.rows;
import static io.candlelake.common.indicator.math.Kernels.typicalPrice;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Moments;
import io.candlelake.common.kernel.Bars;

/**
 * Commodity channel index of Lambert: (P − mean P) ÷ (0.015 × mean absolute deviation of P), P = (H
 * + L + C) ÷ 3 over period bars; 0 where P does not vary. First value at row period − 1.
 *
 * <p>The mean absolute deviation has no update in O(1): this is the one kernel that costs O(period)
 * a row, which is why its period is bounded.
 */
public final class Cci implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
            "cci",
            "(P - mean(P)) / (0.015 mad(P)) | 0",
            "Lambert 1980; TA-Lib CCI",
            fewBars("period", 20, 2, 200))
        .withVersion(2);
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] typical = typicalPrice(bars);
    Moments moments = Moments.of(typical, 0, period);
    return new double[][] {
      rows(
          bars.size(),
          period - 1,
          i -> {
            double deviation = meanAbsoluteDeviation(typical, i, period, moments.mean(i));
            if (deviation <= 4 * Math.ulp(moments.mean(i))) {
              return 0;
            }
            return (typical[i] - moments.mean(i)) / (0.015 * deviation);
          })
    };
  }

  private static double meanAbsoluteDeviation(double[] values, int row, int period, double mean) {
    double sum = 0;
    for (int k = row - period + 1; k <= row; k++) {
      sum += Math.abs(values[k] - mean);
    }
    return sum / period;
  }
}
