package io.candlelake.common.strategy.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.strategy.condition.ConditionFunctions.Candles;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions over windows equal hand-worked and exactly calculated values. */
class SeriesMathTest {
  private static final double NAN = Double.NaN;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 14, 200, 1000})
  void meanAndDeviationEqualExactOnesBesideALargeOffset(int window) {
    double[] x = new Random(7).doubles(2500).map(price -> 1e9 + price).toArray();
    double[] mean = over("sma", x, window);
    double[] deviation = over("stdev", x, window);
    assertThat(Arrays.copyOf(mean, window - 1)).containsOnly(NAN);
    assertThat(Arrays.copyOf(deviation, window - 1)).containsOnly(NAN);
    for (int i = window - 1; i < x.length; i += 1 + window / 10) {
      BigDecimal sum = BigDecimal.ZERO;
      BigDecimal squares = BigDecimal.ZERO;
      for (int k = i - window + 1; k <= i; k++) {
        BigDecimal value = new BigDecimal(x[k]);
        sum = sum.add(value);
        squares = squares.add(value.multiply(value));
      }
      BigDecimal n = BigDecimal.valueOf(window);
      double exactMean = sum.divide(n, MathContext.DECIMAL128).doubleValue();
      BigDecimal spread = squares.multiply(n).subtract(sum.multiply(sum));
      double exactDeviation = Math.sqrt(spread.doubleValue() / window / (window - 1));
      assertThat(mean[i]).isCloseTo(exactMean, within(1e-12 * exactMean));
      assertThat(deviation[i]).isCloseTo(exactDeviation, within(1e-12 * exactDeviation));
    }
  }

  @Test
  void aWindowOfEqualValuesHasNoDeviationEvenAfterWildOnes() {
    double[] x = new double[100];
    Arrays.fill(x, 0.1);
    x[10] = 1e12;
    double[] deviation = over("stdev", x, 20);
    double[] mean = over("sma", x, 20);
    assertThat(deviation[29]).isGreaterThan(1);
    for (int i = 30; i < x.length; i++) {
      assertThat(deviation[i]).isZero();
      assertThat(mean[i]).isCloseTo(0.1, within(1e-15));
    }
  }

  @Test
  void anUnknownValueMakesItsWindowsUnknownAndNoOther() {
    double[] x = {1, 2, 3, NAN, 5, 7, 9, 8};
    assertThat(over("sma", x, 3)).containsExactly(NAN, NAN, 2, NAN, NAN, NAN, 7, 8);
    assertThat(over("highest", x, 3)).containsExactly(NAN, NAN, 3, NAN, NAN, NAN, 9, 9);
    assertThat(over("lowest", x, 3)).containsExactly(NAN, NAN, 1, NAN, NAN, NAN, 5, 7);
    assertThat(over("stdev", x, 3)).containsExactly(NAN, NAN, 1, NAN, NAN, NAN, 2, 1);
    assertThat(over("change", x, 2)).containsExactly(NAN, NAN, 2, NAN, 2, NAN, 4, 1);
  }

  /** By hand: the seed is (2 + 4 + 6) ÷ 3 = 4, the weight ½; 4 + ½ × (10 − 4) = 7, then 4. */
  @Test
  void theExponentialMeanStartsWithThePlainMeanOfTheFirstKnownValues() {
    double[] x = {NAN, 2, 4, 6, 10, 1};
    assertThat(over("ema", x, 3)).containsExactly(NAN, NAN, NAN, 4, 7, 4);
  }

  @Test
  void theExponentialMeanPassesOverUnknownValues() {
    double[] x = {2, NAN, 4, 6, NAN, 10};
    assertThat(over("ema", x, 3)).containsExactly(NAN, NAN, NAN, 4, NAN, 7);
    assertThat(over("ema", x, 1)).containsExactly(x);
  }

  @Test
  void aWindowLongerThanTheSeriesIsUnknown() {
    double[] x = {1, 2};
    for (String name : new String[] {"sma", "ema", "highest", "lowest", "stdev", "change"}) {
      assertThat(over(name, x, 10_000)).as(name).containsExactly(NAN, NAN);
      assertThat(over(name, new double[0], 10_000)).as(name).isEmpty();
    }
  }

  private static double[] over(String function, double[] x, int candles) {
    return ((Candles) ConditionFunctions.ALL.get(function)).function().apply(x, candles);
  }
}
