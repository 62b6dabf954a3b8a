package io.candlelake.common.indicator.price;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Smoothing;
import io.candlelake.common.kernel.Bars;
import java.util.Optional;

/**
 * Moving average convergence divergence of Appel, as fractions of the close: line = EMA(fast) −
 * EMA(slow), signal = EMA of the line, histogram = line − signal, each ÷ C.
 *
 * <p>Seeds: each average starts as the plain mean of its first values; the line at row slow − 1,
 * the signal at row slow + signal − 2, from where all three are given. (TA-Lib starts the fast
 * average later; the difference dies out.)
 */
public final class Macd implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
            "macd",
            "(EMA(fast) - EMA(slow)) / C; its EMA(signal) / C; their difference",
            "Appel 2005, Technical Analysis: Power Tools",
            bars("fast", 12, 2),
            bars("slow", 26, 3),
            bars("signal", 9, 2))
        .withOutputs("macd_line", "macd_signal", "macd_histogram");
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("slow") + values.bars("signal") - 2;
  }

  @Override
  public Optional<String> conflict(ParameterValues values) {
    boolean ordered = values.bars("fast") < values.bars("slow");
    return ordered ? Optional.empty() : Optional.of("fast is not below slow");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int slow = values.bars("slow");
    double[] close = bars.close();
    double[] fastAverage = Smoothing.exponential(close, 0, values.bars("fast"));
    double[] slowAverage = Smoothing.exponential(close, 0, slow);
    double[] line = rows(bars.size(), slow - 1, i -> fastAverage[i] - slowAverage[i]);
    double[] signal = Smoothing.exponential(line, slow - 1, values.bars("signal"));
    int first = warmUpBars(values);
    return new double[][] {
      rows(bars.size(), first, i -> line[i] / close[i]),
      rows(bars.size(), first, i -> signal[i] / close[i]),
      rows(bars.size(), first, i -> (line[i] - signal[i]) / close[i])
    };
  }
}
