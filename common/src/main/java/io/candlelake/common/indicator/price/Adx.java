package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.compareSums;
import static io.candlelake.common.indicator.math.Kernels.knownFrom;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;
import static io.candlelake.common.indicator.math.Kernels.trueRange;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Smoothing;
import io.candlelake.common.kernel.Bars;

/**
 * Average directional index of Wilder with its two directional indicators, each 0 to 100. +DM =
 * rise of the high if it exceeds the fall of the low and 0, −DM the other way round; ±DI = 100 ×
 * average ±DM ÷ average true range, 0 where the range is 0; DX = 100 × |+DI − −DI| ÷ (+DI + −DI), 0
 * where both are 0; ADX = Wilder's average of DX.
 *
 * <p>Seeds: plain means of the first period values: DI at row period, ADX at row 2 period − 1, from
 * where all three are given. (TA-Lib seeds the DM and range with one value fewer; the difference
 * dies out.)
 */
public final class Adx implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
            "adx",
            "Wilder average of DX = 100 abs(+DI - -DI) / (+DI + -DI) | 0; +DI; -DI",
            "Wilder 1978",
            bars("period", 14, 2))
        .withOutputs("adx", "plus_di", "minus_di")
        .withVersion(2);
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return 2 * values.bars("period") - 1;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int period = values.bars("period");
    int n = bars.size();
    double[] high = bars.high();
    double[] low = bars.low();
    double[] rise = rows(n, 1, i -> high[i] - high[i - 1]);
    double[] fall = rows(n, 1, i -> low[i - 1] - low[i]);
    // rise > fall, as high + low against the bar before: a tie is exact in prices, not in doubles.
    double[] larger = rows(n, 1, i -> compareSums(high[i] + low[i], high[i - 1] + low[i - 1]));
    double[] plusMoves = rows(n, 1, i -> larger[i] > 0 && rise[i] > 0 ? rise[i] : 0);
    double[] minusMoves = rows(n, 1, i -> larger[i] < 0 && fall[i] > 0 ? fall[i] : 0);
    double[] range = Smoothing.wilder(trueRange(bars), 1, period);
    double[] plusAverage = Smoothing.wilder(plusMoves, 1, period);
    double[] minusAverage = Smoothing.wilder(minusMoves, 1, period);
    double[] plus = rows(n, period, i -> ratio(100 * plusAverage[i], range[i], 0));
    double[] minus = rows(n, period, i -> ratio(100 * minusAverage[i], range[i], 0));
    double[] dx =
        rows(n, period, i -> ratio(100 * Math.abs(plus[i] - minus[i]), plus[i] + minus[i], 0));
    int first = warmUpBars(values);
    return new double[][] {
      Smoothing.wilder(dx, period, period), knownFrom(first, plus), knownFrom(first, minus)
    };
  }
}
