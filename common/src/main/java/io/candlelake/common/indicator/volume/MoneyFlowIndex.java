package io.candlelake.common.indicator.volume;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.compareSums;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;
import static io.candlelake.common.indicator.math.Kernels.typicalPrice;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;

/**
 * Money flow index of Quong and Soudack, 0 to 100: 100 × Σ rising money ÷ Σ moving money over
 * period bars; money = P × V, P = (H + L + C) ÷ 3, rising where P rose, left out where P did not
 * change; 50 where none moved. First value at row period.
 */
public final class MoneyFlowIndex implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
            "money_flow_index",
            "100 sum(P V where P rose) / sum(P V where P moved) | 50",
            "Quong, Soudack 1989; TA-Lib MFI",
            bars("period", 14, 2))
        .withVersion(2);
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("period");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int n = bars.size();
    double[] typical = typicalPrice(bars);
    double[] volume = bars.volume();
    double[] sum = rows(n, 0, i -> bars.high()[i] + bars.low()[i] + bars.close()[i]);
    double[] move = rows(n, 1, i -> compareSums(sum[i], sum[i - 1]));
    double[] rising = rows(n, 1, i -> move[i] > 0 ? typical[i] * volume[i] : 0);
    double[] falling = rows(n, 1, i -> move[i] < 0 ? typical[i] * volume[i] : 0);
    double[] up = Rolling.sum(rising, 1, period);
    double[] down = Rolling.sum(falling, 1, period);
    return new double[][] {rows(n, period, i -> ratio(100 * up[i], up[i] + down[i], 50))};
  }
}
