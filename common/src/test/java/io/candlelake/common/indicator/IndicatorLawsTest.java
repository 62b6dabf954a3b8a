package io.candlelake.common.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.indicator.math.Kernels;
import io.candlelake.common.kernel.Bars;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every registered indicator, with its usual and with the smallest parameters, obeys the laws. */
class IndicatorLawsTest {
  private static final int ROWS = 700;

  static Stream<Arguments> everyIndicator() {
    return Indicators.ALL.stream()
        .flatMap(
            indicator ->
                Stream.of(
                    Arguments.of(indicator.name() + " usual", indicator, usual(indicator)),
                    Arguments.of(indicator.name() + " smallest", indicator, smallest(indicator))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyIndicator")
  void earlierRowsIgnoreLaterCandles(String name, Indicator indicator, ParameterValues values) {
    Bars bars = TestBars.randomWalk(1, ROWS);
    IndicatorLaws.earlierRowsIgnoreLaterCandles(columns(indicator, values), bars);
    Bars still = TestBars.withStandstills(2, ROWS);
    IndicatorLaws.earlierRowsIgnoreLaterCandles(columns(indicator, values), still);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyIndicator")
  void finiteFromWarmUpOnWhateverTheCandles(
      String name, Indicator indicator, ParameterValues values) {
    int warmUp = indicator.warmUpBars(values);
    for (Bars bars :
        List.of(
            TestBars.randomWalk(3, ROWS),
            TestBars.flat(ROWS, 1),
            TestBars.flat(ROWS, 0),
            TestBars.withoutVolume(4, ROWS),
            TestBars.withStandstills(5, ROWS))) {
      IndicatorLaws.knownFromWarmUpOn(columns(indicator, values), warmUp, bars);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyIndicator")
  void unitsDoNotMatter(String name, Indicator indicator, ParameterValues values) {
    Bars bars = TestBars.randomWalk(6, ROWS);
    IndicatorLaws.unitsDoNotMatter(columns(indicator, values), bars);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyIndicator")
  void historyNoLongerThanTheWarmUpGivesNothing(
      String name, Indicator indicator, ParameterValues values) {
    for (int n : new int[] {0, 1, indicator.warmUpBars(values)}) {
      if (n <= indicator.warmUpBars(values)) {
        for (double[] column : columns(indicator, values).of(TestBars.randomWalk(7, n))) {
          assertThat(column).hasSize(n).containsOnly(nans(n));
        }
      }
    }
  }

  @Test
  void aCentredMovingAverageIsCaught() {
    IndicatorLaws.Columns centred =
        bars -> {
          double[] close = bars.close();
          int n = bars.size();
          double[] column = new double[n];
          for (int i = 0; i < n; i++) {
            int from = Math.max(0, i - 2);
            int to = Math.min(n, i + 3);
            column[i] = Arrays.stream(close, from, to).average().orElseThrow() / close[i];
          }
          return new double[][] {column};
        };
    assertThatThrownBy(
            () -> IndicatorLaws.earlierRowsIgnoreLaterCandles(centred, TestBars.randomWalk(8, 300)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("output 0, row 297 of 299 known");
  }

  @Test
  void aScalerFittedOnTheWholeHistoryIsCaught() {
    IndicatorLaws.Columns scaler =
        bars -> {
          double mean = Arrays.stream(bars.volume()).average().orElseThrow();
          return new double[][] {
            Arrays.stream(bars.volume()).map(volume -> volume / mean).toArray()
          };
        };
    assertThatThrownBy(
            () -> IndicatorLaws.earlierRowsIgnoreLaterCandles(scaler, TestBars.randomWalk(9, 300)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("output 0, row 0 of 299 known");
  }

  @Test
  void aFeatureThatLooksOneBarAheadIsCaught() {
    IndicatorLaws.Columns ahead =
        bars ->
            new double[][] {
              Kernels.rows(
                  bars.size(),
                  0,
                  i -> bars.close()[Math.min(i + 1, bars.size() - 1)] / bars.close()[i])
            };
    assertThatThrownBy(
            () -> IndicatorLaws.earlierRowsIgnoreLaterCandles(ahead, TestBars.randomWalk(10, 300)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("output 0, row 298 of 299 known");
  }

  @Test
  void aPriceAsItIsIsNotScaleFree() {
    IndicatorLaws.Columns price = bars -> new double[][] {bars.close()};
    assertThatThrownBy(() -> IndicatorLaws.unitsDoNotMatter(price, TestBars.randomWalk(11, 300)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("output 0, row 0");
  }

  @Test
  void namesAndOutputsAreAllDifferent() {
    List<String> outputs =
        Indicators.ALL.stream().flatMap(i -> i.about().outputs().stream()).toList();
    assertThat(Indicators.names()).doesNotHaveDuplicates();
    assertThat(new HashSet<>(outputs)).hasSameSizeAs(outputs);
  }

  @Test
  void theReferencePageHasALineForEach() {
    String page = IndicatorDocs.markdown();
    assertThat(page.lines().filter(line -> line.startsWith("| `"))).hasSize(Indicators.ALL.size());
    assertThat(page)
        .contains(
            "| `rsi` | own candles | period = 14 (2 to 20000 bars) | `rsi_14` |"
                + " `100 * U / (U + D), Wilder averages of rises and falls \\| 50` | 14 |"
                + " Wilder 1978, New Concepts in Technical Trading Systems | 1 |");
  }

  /**
   * What the indicator gives beside a fixed reference, among three fixed pairs, or with books and
   * trades inside every candle.
   */
  private static IndicatorLaws.Columns columns(Indicator indicator, ParameterValues values) {
    if (indicator instanceof PriceIndicator price) {
      return bars -> price.compute(bars, values);
    }
    if (indicator instanceof ReferenceIndicator beside) {
      return bars -> {
        Bars reference = TestBars.randomWalk(100, ROWS).head(bars.size());
        return beside.compute(bars, reference, values);
      };
    }
    if (indicator instanceof IntrabarIndicator intrabar) {
      return bars -> intrabar.compute(bars, TestBars.inside(bars), values);
    }
    CrossSectionIndicator cross = (CrossSectionIndicator) indicator;
    return bars -> acrossThree(cross, bars, values);
  }

  private static double[][] acrossThree(
      CrossSectionIndicator cross, Bars bars, ParameterValues values) {
    int n = bars.size();
    double[] first = cross.own(bars, values);
    double[] second = cross.own(TestBars.randomWalk(101, ROWS).head(n), values);
    double[] third = cross.own(TestBars.withStandstills(102, ROWS).head(n), values);
    double[][] columns = new double[cross.about().outputs().size()][n];
    for (int row = 0; row < n; row++) {
      double[] own = {first[row], second[row], third[row]};
      boolean known = Arrays.stream(own).noneMatch(Double::isNaN);
      for (int output = 0; output < columns.length; output++) {
        columns[output][row] = known ? cross.across(own)[output][0] : Double.NaN;
      }
    }
    return columns;
  }

  private static ParameterValues usual(Indicator indicator) {
    return ParameterValues.usual(indicator);
  }

  private static ParameterValues smallest(Indicator indicator) {
    Map<String, Double> values = new TreeMap<>();
    indicator.about().parameters().forEach(p -> values.put(p.name(), p.min()));
    return new ParameterValues(values);
  }

  private static Double[] nans(int n) {
    Double[] nans = new Double[Math.max(1, n)];
    Arrays.fill(nans, Double.NaN);
    return n == 0 ? new Double[0] : nans;
  }
}
