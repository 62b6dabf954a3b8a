package io.candlelake.common.strategy.condition;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Each text that is no condition is refused with problem, place and remedy. */
class ConditionErrorsTest {
  static final List<Arguments> REFUSED =
      List.of(
          arguments(
              "",
              "Empty condition at character 1, the end. Write a comparison, as in close > 100."),
          arguments(
              "   ",
              "Empty condition at character 4, the end. Write a comparison, as in close > 100."),
          arguments(
              "close",
              "A number instead of a condition at character 1, \"close\". Compare it, as in close >"
                  + " 100."),
          arguments(
              "close and 3",
              "A number instead of a condition at character 1, \"close\". Compare it, as in close >"
                  + " 100."),
          arguments(
              "3 or close > 1",
              "A number instead of a condition at character 1, \"3\". Compare it, as in close >"
                  + " 100."),
          arguments(
              "close > 1 and 3 + close",
              "A number instead of a condition at character 15, \"3 + close\". Compare it, as in"
                  + " close > 100."),
          arguments(
              "not close",
              "A number instead of a condition at character 5, \"close\". Compare it, as in close >"
                  + " 100."),
          arguments(
              "(a < b) + 1",
              "A condition instead of a number at character 1, \"(a < b)\". Compare and calculate"
                  + " with numbers; join conditions with and, or, not."),
          arguments(
              "1 + (a < b)",
              "A condition instead of a number at character 5, \"(a < b)\". Compare and calculate"
                  + " with numbers; join conditions with and, or, not."),
          arguments(
              "-(a < b)",
              "A condition instead of a number at character 2, \"(a < b)\". Compare and calculate"
                  + " with numbers; join conditions with and, or, not."),
          arguments(
              "abs(a < b) > 1",
              "A condition instead of a number at character 5, \"a < b\". Compare and calculate"
                  + " with numbers; join conditions with and, or, not."),
          arguments(
              "a = (b < c)",
              "A condition instead of a number at character 5, \"(b < c)\". Compare and calculate"
                  + " with numbers; join conditions with and, or, not."),
          arguments(
              "a < b < c",
              "A second comparison at character 7, \"<\". Join comparisons with and, as in a < b"
                  + " and b < c."),
          arguments(
              "a + 1 crosses above b + 1 = c",
              "A second comparison at character 27, \"=\". Join comparisons with and, as in a < b"
                  + " and b < c."),
          arguments(
              "(a < b) = (b < c)",
              "A second comparison at character 9, \"=\". Join comparisons with and, as in a < b"
                  + " and b < c."),
          arguments(
              "close >",
              "A value is missing at character 8, the end. Write a number, a name, a function or"
                  + " parentheses."),
          arguments(
              "close > and",
              "A value is missing at character 9, \"and\". Write a number, a name, a function or"
                  + " parentheses."),
          arguments(
              "close > > 3",
              "A value is missing at character 9, \">\". Write a number, a name, a function or"
                  + " parentheses."),
          arguments(
              "and close > 3",
              "A value is missing at character 1, \"and\". Write a number, a name, a function or"
                  + " parentheses."),
          arguments(
              "close > not a",
              "A value is missing at character 9, \"not\". Write a number, a name, a function or"
                  + " parentheses."),
          arguments(
              "close 30",
              "Unexpected text at character 7, \"30\". Join conditions with and, or; write an"
                  + " operator between values."),
          arguments(
              "close > 30 rsi_14 < 3",
              "Unexpected text at character 12, \"rsi_14\". Join conditions with and, or; write an"
                  + " operator between values."),
          arguments(
              "close > 30)",
              "Unexpected text at character 11, \")\". Remove it, or open a parenthesis before."),
          arguments(
              "(close > 30",
              "\")\" is missing at character 12, the end. Close the parenthesis of character 1."),
          arguments(
              "((close) > 30 and (rsi_14 < 3)",
              "\")\" is missing at character 31, the end. Close the parenthesis of character 1."),
          arguments(
              "a crosses b",
              "Unexpected text at character 3, \"crosses\". Write crosses above or crosses below."),
          arguments(
              "a above b",
              "Unexpected text at character 3, \"above\". Join conditions with and, or; write an"
                  + " operator between values."),
          arguments(
              "a crosses above",
              "A value is missing at character 16, the end. Write a number, a name, a function or"
                  + " parentheses."),
          arguments(
              "above > 3",
              "A value is missing at character 1, \"above\". Write a number, a name, a function or"
                  + " parentheses."),
          arguments("Close > 3", "Upper case letters at character 1, \"Close\". Write close."),
          arguments(
              "close > 3 AND rsi_14 < 3",
              "Upper case letters at character 11, \"AND\". Write and."),
          arguments(
              "close > EMA(close, 3)", "Upper case letters at character 9, \"EMA\". Write ema."),
          arguments("close == 3", "Unknown sign at character 7, \"==\". Write =."),
          arguments("close <> 3", "Unknown sign at character 7, \"<>\". Write !=."),
          arguments(
              "close => 3",
              "A value is missing at character 8, \">\". Write a number, a name, a function or"
                  + " parentheses."),
          arguments(
              "close =< 3",
              "A value is missing at character 8, \"<\". Write a number, a name, a function or"
                  + " parentheses."),
          arguments("close > 1 && close < 3", "Unknown sign at character 11, \"&&\". Write and."),
          arguments("close > 1 || close < 3", "Unknown sign at character 11, \"||\". Write or."),
          arguments("!(close > 1)", "Unknown sign at character 1, \"!\". Write not."),
          arguments(
              "close > 1;",
              "Unknown sign at character 10, \";\". Write < <= > >= = != + - * / ( ) [ ] or a"
                  + " comma."),
          arguments("close > 1.", "Unknown sign at character 10, \".\". Write fractions as 0.5."),
          arguments("close > .5", "Unknown sign at character 9, \".\". Write fractions as 0.5."),
          arguments(
              "_a > 1",
              "Unknown sign at character 1, \"_\". Write < <= > >= = != + - * / ( ) [ ] or a"
                  + " comma."),
          arguments(
              "close ≥ 3",
              "Unknown sign at character 7, \"≥\". Write < <= > >= = != + - * / ( ) [ ] or a"
                  + " comma."),
          arguments(
              "2x > 1",
              "Unexpected text at character 2, \"x\". Join conditions with and, or; write an"
                  + " operator between values."),
          arguments(
              "close > 1e999",
              "Too large a number at character 9, \"1e999\". Write one below 1e308."),
          arguments(
              "close[-1] > 3",
              "A negative number of candles looks ahead at character 7, \"-1\". Write how many"
                  + " candles earlier, as in close[1]."),
          arguments(
              "change(close, -2) > 0",
              "A negative number of candles looks ahead at character 15, \"-2\". Write how many"
                  + " candles earlier, as in close[1]."),
          arguments(
              "close[1.5] > 3",
              "An invalid number of candles at character 7, \"1.5\". Write a whole number from 0 to"
                  + " 10000."),
          arguments(
              "close[n] > 3",
              "An invalid number of candles at character 7, \"n\". Write a whole number from 0 to"
                  + " 10000."),
          arguments(
              "close[10001] > 3",
              "An invalid number of candles at character 7, \"10001\". Write a whole number from 0"
                  + " to 10000."),
          arguments(
              "close[99999999999] > 3",
              "An invalid number of candles at character 7, \"99999999999\". Write a whole number"
                  + " from 0 to 10000."),
          arguments(
              "close[] > 3",
              "An invalid number of candles at character 7, \"]\". Write a whole number from 0 to"
                  + " 10000."),
          arguments(
              "close[1 > 3",
              "\"]\" is missing at character 9, \">\". Write a value of n candles earlier as"
                  + " close[n]."),
          arguments(
              "close[",
              "An invalid number of candles at character 7, the end. Write a whole number from 0 to"
                  + " 10000."),
          arguments(
              "sma(close, 0) > 3",
              "An invalid number of candles at character 12, \"0\". Write a whole number from 1 to"
                  + " 10000."),
          arguments(
              "sma(close, 10001) > 3",
              "An invalid number of candles at character 12, \"10001\". Write a whole number from 1"
                  + " to 10000."),
          arguments(
              "sma(close, 2.0) > 3",
              "An invalid number of candles at character 12, \"2.0\". Write a whole number from 1"
                  + " to 10000."),
          arguments(
              "sma(close, n) > 3",
              "An invalid number of candles at character 12, \"n\". Write a whole number from 1 to"
                  + " 10000."),
          arguments(
              "sma(close, 5 + 1) > 3", "\")\" is missing at character 14, \"+\". Write sma(x, n)."),
          arguments(
              "stdev(close, 1) > 3",
              "An invalid number of candles at character 14, \"1\". Write a whole number from 2 to"
                  + " 10000."),
          arguments("sma > 3", "\"(\" is missing at character 5, \">\". Write sma(x, n)."),
          arguments("sma(close) > 3", "\",\" is missing at character 10, \")\". Write sma(x, n)."),
          arguments(
              "sma(close, 3, 4) > 3", "\")\" is missing at character 13, \",\". Write sma(x, n)."),
          arguments(
              "sma(, 3) > 3",
              "A value is missing at character 5, \",\". Write a number, a name, a function or"
                  + " parentheses."),
          arguments(
              "sma() > 3",
              "A value is missing at character 5, \")\". Write a number, a name, a function or"
                  + " parentheses."),
          arguments("abs(close, 3) > 3", "\")\" is missing at character 10, \",\". Write abs(x)."),
          arguments("min(close) > 3", "\",\" is missing at character 10, \")\". Write min(x, y)."),
          arguments("max(a, b, c) > 3", "\")\" is missing at character 9, \",\". Write max(x, y)."),
          arguments(
              "rising(close, 3) > 3",
              "Unknown function at character 1, \"rising\". The functions are abs, change, ema,"
                  + " highest, lowest, max, min, sma, stdev."),
          arguments(
              "close(3) > 3",
              "Unknown function at character 1, \"close\". The functions are abs, change, ema,"
                  + " highest, lowest, max, min, sma, stdev."),
          arguments("sma(close, 3", "\")\" is missing at character 13, the end. Write sma(x, n)."),
          arguments(
              "sma(close,",
              "An invalid number of candles at character 11, the end. Write a whole number from 1"
                  + " to 10000."),
          arguments(
              "true",
              "A number instead of a condition at character 1, \"true\". Compare it, as in close >"
                  + " 100."));

  @ParameterizedTest
  @FieldSource("REFUSED")
  void namesTheProblemThePlaceAndTheRemedy(String text, String message) {
    assertRefused(text, message);
  }

  @Test
  void aLongPieceIsCut() {
    assertRefused(
        "a > 1 and " + "b".repeat(50),
        "A number instead of a condition at character 11, \"%s…\". Compare it, as in close > 100."
            .formatted("b".repeat(40)));
  }

  @Test
  void aTextTooLongIsRefused() {
    assertRefused(
        "(".repeat(100_000),
        "More than 500 words and signs at character 501, \"(\". Shorten the condition.");
  }

  @Test
  void aTextIsRequired() {
    assertThatThrownBy(() -> Condition.parse(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("text is null");
  }

  private static void assertRefused(String text, String message) {
    assertThatThrownBy(() -> Condition.parse(text))
        .isInstanceOf(ConditionException.class)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
