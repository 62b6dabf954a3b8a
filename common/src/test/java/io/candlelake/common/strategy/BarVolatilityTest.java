package io.candlelake.common.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.kernel.Bars;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BarVolatilityTest {
  /**
   * pandas 3.1.1: {@code (np.log(close).diff().dropna() ** 2).ewm(span=3, adjust=False).mean() **
   * 0.5} of 100, 101, 99, 102, 100.
   */
  @Test
  void equalsPandasEwm() {
    double[] volatility = BarVolatility.of(bars(new double[] {100, 101, 99, 102, 100}), 3);
    assertThat(volatility[2]).isNaN();
    assertThat(volatility[3]).isCloseTo(0.023882182534429343, within(1e-15));
    assertThat(volatility[4]).isCloseTo(0.021937441628858762, within(1e-15));
  }

  @Test
  void constantReturnsHaveTheirOwnSize() {
    double[] close = new double[50];
    for (int i = 0; i < close.length; i++) {
      close[i] = 100 * Math.exp((i % 2 == 0 ? 1 : 0) * 0.01);
    }
    assertThat(BarVolatility.of(bars(close), 10)[49]).isCloseTo(0.01, within(1e-12));
  }

  @Test
  void laterCandlesChangeNothing() {
    Random random = new Random(3);
    double[] close = random.doubles(200, 90, 110).toArray();
    Bars whole = bars(close);
    double[] full = BarVolatility.of(whole, 24);
    for (int n = 1; n < close.length; n += 13) {
      double[] cut = BarVolatility.of(whole.head(n), 24);
      assertThat(cut[n - 1]).isEqualTo(Double.valueOf(full[n - 1]));
    }
  }

  @Test
  void theScaleOfPricesDoesNotMatter() {
    double[] close = new Random(4).doubles(60, 90, 110).toArray();
    double[] scaled = close.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= 1024;
    }
    assertThat(BarVolatility.of(bars(scaled), 24)[59])
        .isCloseTo(BarVolatility.of(bars(close), 24)[59], within(1e-12));
  }

  /** A return of 2% over a filled candle is two of a variance of half its square each. */
  @Test
  void aFilledCandleHasNoVolatilityAndSpreadsTheReturnOverIt() {
    Bars bars = bars(new double[] {100, 100, 100 * Math.exp(0.02)});
    bars.filled()[1] = true;
    double[] volatility = BarVolatility.of(bars, 1);
    assertThat(volatility[1]).isNaN();
    assertThat(volatility[2]).isCloseTo(0.02 / Math.sqrt(2), within(1e-12));
  }

  private static Bars bars(double[] close) {
    int n = close.length;
    long[] open = new long[n];
    long[] end = new long[n];
    for (int i = 0; i < n; i++) {
      open[i] = i * 3_600_000_000L;
      end[i] = (i + 1) * 3_600_000_000L;
    }
    return new Bars(open, end, close, close, close, close, new double[n], new boolean[n]);
  }
}
