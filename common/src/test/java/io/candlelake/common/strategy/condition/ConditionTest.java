package io.candlelake.common.strategy.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What conditions mean, and what a condition is as a value. */
class ConditionTest {
  private static final double NAN = Double.NaN;

  /** The value of each condition, with a = 1, b = 2, c = 3, and u unknown. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      textBlock =
          """
          a = 1 or b = 0 and c = 0           : true
          (a = 1 or b = 0) and c = 0         : false
          not a = 0 and b = 0                : false
          not (a = 0 and b = 0)              : true
          not not a = 1                      : true
          a = 0 and b = 0 or c = 3           : true
          a + b = c                          : true
          a < b + c                          : true
          a + b * c = 7                      : true
          (a + b) * c = 9                    : true
          c - b - a = 0                      : true
          c - (b - a) = 2                    : true
          12 / b / c = 2                     : true
          12 / b * c = 18                    : true
          -a + b = 1                         : true
          -a * -b = 2                        : true
          c - -a = 4                         : true
          --a = 1                            : true
          -a[0] = -1                         : true
          ((a)) = 1                          : true
          a<b                                : true
          b<a                                : false
          a <= 1                             : true
          a < 1                              : false
          b > a                              : true
          a >= 1                             : true
          a > 1                              : false
          a != b                             : true
          a != 1                             : false
          5e-1 = 0.5                         : true
          2e2 = 200                          : true
          007 = 7                            : true
          abs(a - c) = 2                     : true
          min(a, b) = 1 and max(a, b) = 2    : true
          sma(a, 1) = 1                      : true
          u = u                              : false
          u != u                             : false
          not u = 1                          : false
          u = 1 and a = 0                    : false
          not (u = 1 and a = 0)              : true
          not (u = 1 and a = 1)              : false
          u = 1 or a = 1                     : true
          a = 1 or u = 1                     : true
          not (u = 1 or a = 0)               : false
          a / 0 = a / 0                      : false
          not a / 0 > 1                      : false
          a / (b - 2) > 1 or a = 1           : true
          max(a, u) >= 1                     : false
          1e308 * 10 > 1                     : false
          1e308 * 10 / 10 > 1                : false
          a[1] = 1                           : false
          a[10000] = sma(a, 10000)           : false
          not a[1] = 1                       : false
          (a = 1)[0]                         : true
          not (a = 1)[1]                     : false
          """)
  void readsTheGrammar(String text, boolean met) {
    Map<String, double[]> values =
        Map.of(
            "a", new double[] {1},
            "b", new double[] {2},
            "c", new double[] {3},
            "u", new double[] {NAN});
    assertThat(Condition.parse(text).evaluate(1, values::get)).containsExactly(met);
  }

  /** Candle 1 crosses; 3 rises from equality; 4 stays; 6 and 7 follow an unknown value. */
  @Test
  void crossesAboveFromBelowOrEqual() {
    double[] a = {1, 3, 2, 4, 5, NAN, 3, 1};
    double[] b = {2, 2, 2, 3, 3, 2, 2, 2};
    assertThat(met("a crosses above b", a, b)).containsExactly(1, 3);
    assertThat(met("b crosses below a", a, b)).containsExactly(1, 3);
    assertThat(met("not a crosses above b", a, b)).containsExactly(2, 4, 7);
  }

  @Test
  void crossesBelowFromAboveOrEqual() {
    double[] a = {3, 1, 2, 1, 0, 2, NAN, 1};
    double[] b = {2, 2, 2, 2, 2, 2, 2, 2};
    assertThat(met("a crosses below b", a, b)).containsExactly(1, 3);
    assertThat(met("b crosses above a", a, b)).containsExactly(1, 3);
    assertThat(met("not a crosses below b", a, b)).containsExactly(2, 4, 5);
  }

  @Test
  void aCrossingIsUnknownBesideAnUnknownLevel() {
    double[] a = {1, 3, 1, 3};
    double[] b = {NAN, 2, 2, 2};
    assertThat(met("a crosses above b", a, b)).containsExactly(3);
    assertThat(met("not a crosses above b", a, b)).containsExactly(2);
  }

  /** By hand: the highest of the two candles before is 3 at candle 2, 4 at 3, 5 at 4 and 5. */
  @Test
  void closesAboveTheHighestOfEarlierCandles() {
    double[] close = {3, 2, 4, 5, 4.5, 6};
    assertThat(met("a > highest(a, 2)[1]", close, close)).containsExactly(2, 3, 5);
    assertThat(met("a crosses above highest(a, 2)[1]", close, close)).containsExactly(5);
    assertThat(met("a[1] > a", close, close)).containsExactly(1, 4);
    assertThat(met("(a[1] > a)[1]", close, close)).containsExactly(2, 5);
    assertThat(met("a[1][1] < a", close, close)).containsExactly(2, 3, 4, 5);
  }

  @Test
  void namesWhatItReadsInAlphabeticalOrder() {
    Condition condition = Condition.parse("rsi_14 < 30 and close > ema(close, 200)\n  or 1 < atr");
    assertThat(condition.names()).containsExactly("atr", "close", "rsi_14");
    assertThat(Condition.parse("1 < 2").names()).isEmpty();
    assertThatThrownBy(() -> condition.names().add("volume"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void asksOnceForEachNameAndChangesNoValue() {
    double[] close = {1, Double.POSITIVE_INFINITY};
    List<String> asked = new ArrayList<>();
    Condition condition = Condition.parse("close > 0 or close < 0 or close = 0");
    boolean[] met =
        condition.evaluate(
            2,
            name -> {
              asked.add(name);
              return close;
            });
    assertThat(met).containsExactly(true, false);
    assertThat(asked).containsExactly("close");
    assertThat(close).containsExactly(1, Double.POSITIVE_INFINITY);
  }

  @Test
  void eachNameNeedsAValuePerCandle() {
    Condition condition = Condition.parse("close > 0");
    assertThatThrownBy(() -> condition.evaluate(3, name -> new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 values of close for 3 candles");
    assertThatThrownBy(() -> condition.evaluate(3, name -> null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("no values of close");
  }

  @Test
  void isEqualByItsText() {
    Condition condition = Condition.parse("a < 1");
    assertThat(condition).isEqualTo(Condition.parse("a < 1")).hasToString("a < 1");
    assertThat(condition).hasSameHashCodeAs(Condition.parse("a < 1"));
    assertThat(condition).isNotEqualTo(Condition.parse("a<1"));
    assertThat(condition.text()).isEqualTo("a < 1");
  }

  @Test
  void isSerialisedAsItsText() throws Exception {
    Condition condition = Condition.parse("a > 1 and b < 2");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(condition);
    }
    ByteArrayInputStream written = new ByteArrayInputStream(bytes.toByteArray());
    try (ObjectInputStream in = new ObjectInputStream(written)) {
      Condition read = (Condition) in.readObject();
      assertThat(read).isEqualTo(condition);
      assertThat(read.names()).containsExactly("a", "b");
      assertThat(read.evaluate(1, name -> new double[] {1.5})).containsExactly(true);
    }
  }

  @ParameterizedTest
  @CsvSource({"(, a, ), 248", "--, a, '', 248", "'', a, [0], 165", "'', a, ' + a', 248"})
  void readsUpTo500WordsAndSigns(String before, String operand, String after, int times) {
    String text = before.repeat(times) + operand + after.repeat(times) + " > 0";
    assertThat(Condition.parse(text).evaluate(1, name -> new double[] {1})).containsExactly(true);
  }

  private static List<Integer> met(String text, double[] a, double[] b) {
    boolean[] met = Condition.parse(text).evaluate(a.length, Map.of("a", a, "b", b)::get);
    List<Integer> candles = new ArrayList<>();
    for (int i = 0; i < met.length; i++) {
      if (met[i]) {
        candles.add(i);
      }
    }
    return candles;
  }
}
