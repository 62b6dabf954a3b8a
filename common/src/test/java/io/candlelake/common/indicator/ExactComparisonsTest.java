package io.candlelake.common.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.indicator.price.Adx;
import io.candlelake.common.indicator.price.Cci;
import io.candlelake.common.indicator.volume.MoneyFlowIndex;
import io.candlelake.common.kernel.Bars;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Ties of prices are ties in the indicators, as in exact decimals: prices of few coarse ticks. */
class ExactComparisonsTest {
  private static final int PERIOD = 5;
  private static final int SIZE = 60;

  @Property(tries = 60)
  void moneyFlowIndexIsThatOfExactDecimals(@ForAll long seed) {
    Ticks ticks = new Ticks(seed);
    double[] found = new MoneyFlowIndex().compute(ticks.bars(), values())[0];
    for (int i = PERIOD; i < SIZE; i++) {
      BigDecimal rising = BigDecimal.ZERO;
      BigDecimal moving = BigDecimal.ZERO;
      for (int k = i - PERIOD + 1; k <= i; k++) {
        BigDecimal sum = ticks.sum(k);
        int move = sum.compareTo(ticks.sum(k - 1));
        BigDecimal money = sum.multiply(ticks.volume[k]);
        rising = move > 0 ? rising.add(money) : rising;
        moving = move != 0 ? moving.add(money) : moving;
      }
      double right =
          moving.signum() == 0
              ? 50
              : rising
                  .multiply(BigDecimal.valueOf(100))
                  .divide(moving, MathContext.DECIMAL64)
                  .doubleValue();
      assertThat(found[i]).isCloseTo(right, Offset.offset(1e-9));
    }
  }

  @Property(tries = 60)
  void directionalMovesOfEqualSizeAreNone(@ForAll long seed) {
    Ticks ticks = new Ticks(seed);
    double[][] found = new Adx().compute(ticks.bars(), values());
    BigDecimal plus = BigDecimal.ZERO;
    BigDecimal minus = BigDecimal.ZERO;
    for (int i = 1; i <= PERIOD; i++) {
      BigDecimal rise = ticks.high[i].subtract(ticks.high[i - 1]);
      BigDecimal fall = ticks.low[i - 1].subtract(ticks.low[i]);
      plus = rise.compareTo(fall) > 0 && rise.signum() > 0 ? plus.add(rise) : plus;
      minus = fall.compareTo(rise) > 0 && fall.signum() > 0 ? minus.add(fall) : minus;
    }
    for (int i = PERIOD + 1; i < SIZE; i++) {
      BigDecimal rise = ticks.high[i].subtract(ticks.high[i - 1]);
      BigDecimal fall = ticks.low[i - 1].subtract(ticks.low[i]);
      BigDecimal up = rise.compareTo(fall) > 0 && rise.signum() > 0 ? rise : BigDecimal.ZERO;
      BigDecimal down = fall.compareTo(rise) > 0 && fall.signum() > 0 ? fall : BigDecimal.ZERO;
      plus = wilder(plus, up);
      minus = wilder(minus, down);
      if (i >= 2 * PERIOD - 1 && plus.signum() > 0) {
        assertThat(found[2][i] / found[1][i])
            .isCloseTo(
                minus.divide(plus, MathContext.DECIMAL64).doubleValue(), Offset.offset(1e-9));
      }
    }
  }

  @Test
  void typicalPricesThatAreEqualInDecimalsDeviateByNothing() {
    double[][] candles = {{10.1, 9.9, 10.0}, {10.2, 9.8, 10.0}, {10.3, 9.7, 10.0}};
    double[] high = new double[SIZE];
    double[] low = new double[SIZE];
    double[] close = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      high[i] = candles[i % 3][0];
      low[i] = candles[i % 3][1];
      close[i] = candles[i % 3][2];
    }
    Bars bars = TestBars.of(close, high, low, close, new double[SIZE]);
    assertThat(new Cci().compute(bars, values())[0][SIZE - 1]).isZero();
  }

  /** A sum of Wilder's smoothing: the share of a value falls by one in period a bar. */
  private static BigDecimal wilder(BigDecimal sum, BigDecimal next) {
    return sum.subtract(sum.divide(BigDecimal.valueOf(PERIOD), MathContext.DECIMAL128))
        .add(next, MathContext.DECIMAL128);
  }

  private static ParameterValues values() {
    return new ParameterValues(Map.of("period", (double) PERIOD));
  }

  /** Candles of few ticks of 0.1 around 10, as a thin pair has them. */
  private static final class Ticks {
    private final BigDecimal[] high = new BigDecimal[SIZE];
    private final BigDecimal[] low = new BigDecimal[SIZE];
    private final BigDecimal[] close = new BigDecimal[SIZE];
    private final BigDecimal[] volume = new BigDecimal[SIZE];

    Ticks(long seed) {
      Random random = new Random(seed);
      for (int i = 0; i < SIZE; i++) {
        int bottom = 97 + random.nextInt(4);
        int top = bottom + random.nextInt(5);
        low[i] = BigDecimal.valueOf(bottom, 1);
        high[i] = BigDecimal.valueOf(top, 1);
        close[i] = BigDecimal.valueOf(bottom + random.nextInt(top - bottom + 1), 1);
        volume[i] = BigDecimal.valueOf(1 + random.nextInt(900), 2);
      }
    }

    BigDecimal sum(int row) {
      return high[row].add(low[row]).add(close[row]);
    }

    Bars bars() {
      return TestBars.of(
          doubles(close), doubles(high), doubles(low), doubles(close), doubles(volume));
    }

    private static double[] doubles(BigDecimal[] values) {
      return Arrays.stream(values).mapToDouble(BigDecimal::doubleValue).toArray();
    }
  }
}
