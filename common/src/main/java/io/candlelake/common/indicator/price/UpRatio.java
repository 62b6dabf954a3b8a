package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/** Share of the last period bars whose close rose. First value at row period. */
public final class UpRatio implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "up_ratio", "mean(C[t] > C[t - 1], period)", "definition", bars("period", 24, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    double[] close = bars.close();
    double[] rose = rows(bars.size(), 1, i -> close[i] > close[i - 1] ? 1 : 0);
    return new double[][] {Rolling.mean(rose, 1, period)};
  }
}
