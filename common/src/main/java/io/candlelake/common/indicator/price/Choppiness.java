package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.rows;
import static io.candlelake.common.indicator.math.Kernels.trueRange;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * Choppiness index of Dreiss, 0 to 100: 100 × ln(Σ true range ÷ (highest high − lowest low)) ÷ ln
 * period over period bars; 100 where the range is 0. The highest and lowest take in the close
 * before, as true ranges do, so that it cannot fall below 0. First value at row period.
 */
public final class Choppiness implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "choppiness",
        "100 ln(sum(TR) / (HH - LL)) / ln(period) | 100",
        "Dreiss 1993",
        bars("period", 14, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int n = bars.size();
    double[] high = bars.high();
    double[] low = bars.low();
    double[] close = bars.close();
    double[] trueHigh = rows(n, 1, i -> Math.max(high[i], close[i - 1]));
    double[] trueLow = rows(n, 1, i -> Math.min(low[i], close[i - 1]));
    double[] path = Rolling.sum(trueRange(bars), 1, period);
    double[] highest = Rolling.max(trueHigh, 1, period);
    double[] lowest = Rolling.min(trueLow, 1, period);
    double scale = 100 / Math.log(period);
    return new double[][] {
      rows(
          n,
          period,
          i -> {
            double range = highest[i] - lowest[i];
            return range == 0 ? 100 : scale * Math.log(path[i] / range);
          })
    };
  }
}
