package io.candlelake.common.indicator;

import static java.lang.Math.abs;
import static java.lang.Math.log;
import static java.lang.Math.max;
import static java.lang.Math.min;
import static java.lang.Math.sqrt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.kernel.Bars;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The features that {@link OutsideNumbersTest} does not cover, computed again row by row from their
 * formulas with a loop over the window.
 */
class SlowFormulasTest {
  private static final int ROWS = 400;
  private static final Bars REFERENCE = TestBars.randomWalk(55, ROWS);

  /** The value of one row. */
  private interface Formula {
    double at(Candles c, int t);
  }

  /** Candles with the sums a formula is written in. */
  private record Candles(Bars bars) {
    double open(int t) {
      return bars.open()[t];
    }

    double high(int t) {
      return bars.high()[t];
    }

    double low(int t) {
      return bars.low()[t];
    }

    double close(int t) {
      return bars.close()[t];
    }

    double volume(int t) {
      return bars.volume()[t];
    }

    ZonedDateTime closed(int t) {
      return Instant.EPOCH.plus(bars.closeTime()[t], ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
    }

    double r(int t) {
      return log(close(t) / close(t - 1));
    }

    double range(int t) {
      return max(high(t), close(t - 1)) - min(low(t), close(t - 1));
    }
  }

  static Stream<String> features() {
    return formulas().keySet().stream();
  }

  /** Features among pairs and inside candles have their slow twins in the tests of features. */
  @Test
  void everyFeatureOfAPairHasANumberFromOutsideOrASlowFormula() throws IOException {
    Set<String> checked = new HashSet<>(formulas().keySet());
    for (String line : OutsideNumbersTest.lines("outside_numbers.csv")) {
      checked.add(line.split(",", 4)[1]);
    }
    for (Indicator indicator : Indicators.ALL) {
      if (indicator instanceof PriceIndicator || indicator instanceof ReferenceIndicator) {
        assertThat(checked).containsAll(indicator.featureNames(ParameterValues.usual(indicator)));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("features")
  void equalsItsFormula(String feature) {
    for (Bars bars : List.of(TestBars.randomWalk(21, ROWS), TestBars.withStandstills(22, ROWS))) {
      Candles candles = new Candles(bars);
      double[] fast = fast(feature, bars);
      for (int t = 0; t < ROWS; t++) {
        if (!Double.isNaN(fast[t])) {
          double slow = formulas().get(feature).at(candles, t);
          double expected = Double.isFinite(slow) ? slow : whereDividedByZero(feature);
          assertThat(fast[t])
              .as("row %d", t)
              .isCloseTo(expected, within(1e-9 * max(1, abs(expected))));
        }
      }
    }
  }

  /** The stated value where the plain formula gives 0/0 or worse. */
  private static double whereDividedByZero(String feature) {
    return switch (feature.replaceAll("_[0-9]+$", "")) {
      case "downside_share", "donchian_position" -> 0.5;
      case "choppiness" -> 100;
      default -> 0;
    };
  }

  private static Map<String, Formula> formulas() {
    Map<String, Formula> formulas = new LinkedHashMap<>();
    formulas.put("return_1", (c, t) -> c.r(t));
    formulas.put("scaled_return_24_168", (c, t) -> sum(t, 24, c::r) / (rms(c, t, 168) * sqrt(24)));
    formulas.put("run_up_168", (c, t) -> log(c.close(t) / least(t, 168, c::low)));
    formulas.put(
        "donchian_position_24",
        (c, t) -> {
          double floor = least(t - 1, 24, c::low);
          double height = most(t - 1, 24, c::high) - floor;
          double place = height == 0 ? Double.NaN : (c.close(t) - floor) / height;
          return max(-1, min(2, place));
        });
    formulas.put("keltner_position_20", SlowFormulasTest::keltner);
    formulas.put(
        "parkinson_24",
        (c, t) -> sqrt(sum(t, 24, i -> square(log(c.high(i) / c.low(i)))) / 24 / (4 * log(2))));
    formulas.put("garman_klass_24", SlowFormulasTest::garmanKlass);
    formulas.put("rogers_satchell_24", (c, t) -> sqrt(mean(t, 24, i -> rogersSatchell(c, i))));
    formulas.put("yang_zhang_24", SlowFormulasTest::yangZhang);
    formulas.put("volatility_ratio_24_168", (c, t) -> log(rms(c, t, 24) / rms(c, t, 168)));
    formulas.put(
        "downside_share_72",
        (c, t) ->
            sum(t, 72, i -> c.r(i) < 0 ? square(c.r(i)) : 0) / sum(t, 72, i -> square(c.r(i))));
    formulas.put(
        "amihud_ratio_24_168",
        (c, t) -> log(mean(t, 24, i -> illiquidity(c, i)) / mean(t, 168, i -> illiquidity(c, i))));
    formulas.put(
        "volume_ratio_24_168", (c, t) -> log(mean(t, 24, c::volume) / mean(t, 168, c::volume)));
    formulas.put(
        "signed_volume_24",
        (c, t) ->
            (c.close(t) - c.open(t))
                / (c.high(t) - c.low(t))
                * c.volume(t)
                / mean(t, 24, c::volume));
    formulas.put("up_ratio_24", (c, t) -> mean(t, 24, i -> c.close(i) > c.close(i - 1) ? 1 : 0));
    formulas.put(
        "efficiency_ratio_24",
        (c, t) ->
            (c.close(t) - c.close(t - 24)) / sum(t, 24, i -> abs(c.close(i) - c.close(i - 1))));
    formulas.put("choppiness_14", SlowFormulasTest::choppiness);
    formulas.put("candle_body", (c, t) -> (c.close(t) - c.open(t)) / (c.high(t) - c.low(t)));
    formulas.put(
        "upper_wick", (c, t) -> (c.high(t) - max(c.open(t), c.close(t))) / (c.high(t) - c.low(t)));
    formulas.put(
        "lower_wick", (c, t) -> (min(c.open(t), c.close(t)) - c.low(t)) / (c.high(t) - c.low(t)));
    formulas.put("hour_sin", (c, t) -> Math.sin(2 * Math.PI * ofDay(c.closed(t))));
    formulas.put("hour_cos", (c, t) -> Math.cos(2 * Math.PI * ofDay(c.closed(t))));
    formulas.put("week_sin", (c, t) -> Math.sin(2 * Math.PI * ofWeek(c.closed(t))));
    formulas.put("week_cos", (c, t) -> Math.cos(2 * Math.PI * ofWeek(c.closed(t))));
    Candles b = new Candles(REFERENCE);
    formulas.put("reference_return_24", (c, t) -> sum(t, 24, b::r));
    formulas.put("reference_volatility_24", (c, t) -> rms(b, t, 24));
    formulas.put(
        "reference_volume_ratio_24_168",
        (c, t) -> log(mean(t, 24, b::volume) / mean(t, 168, b::volume)));
    formulas.put("beta_168", (c, t) -> covariance(t, c::r, b::r) / covariance(t, b::r, b::r));
    formulas.put(
        "correlation_168",
        (c, t) ->
            covariance(t, c::r, b::r)
                / sqrt(covariance(t, b::r, b::r) * covariance(t, c::r, c::r)));
    formulas.put("relative_strength_24", (c, t) -> sum(t, 24, c::r) - sum(t, 24, b::r));
    formulas.put(
        "residual_return_24_168",
        (c, t) ->
            sum(t, 24, c::r)
                - covariance(t, c::r, b::r) / covariance(t, b::r, b::r) * sum(t, 24, b::r));
    return formulas;
  }

  private static double ofDay(ZonedDateTime time) {
    return time.toLocalTime().toNanoOfDay() / 86_400e9;
  }

  private static double ofWeek(ZonedDateTime time) {
    return (time.getDayOfWeek().getValue() - 1 + ofDay(time)) / 7;
  }

  private static double garmanKlass(Candles c, int t) {
    return sqrt(
        mean(
            t,
            24,
            i ->
                square(log(c.high(i) / c.low(i))) / 2
                    - (2 * log(2) - 1) * square(log(c.close(i) / c.open(i)))));
  }

  private static double rogersSatchell(Candles c, int i) {
    return log(c.high(i) / c.close(i)) * log(c.high(i) / c.open(i))
        + log(c.low(i) / c.close(i)) * log(c.low(i) / c.open(i));
  }

  private static double yangZhang(Candles c, int t) {
    double k = 0.34 / (1.34 + 25.0 / 23);
    double jump = sampleVariance(t, 24, i -> log(c.open(i) / c.close(i - 1)));
    double body = sampleVariance(t, 24, i -> log(c.close(i) / c.open(i)));
    return sqrt(jump + k * body + (1 - k) * mean(t, 24, i -> rogersSatchell(c, i)));
  }

  private static double choppiness(Candles c, int t) {
    double highest = most(t, 14, i -> max(c.high(i), c.close(i - 1)));
    double lowest = least(t, 14, i -> min(c.low(i), c.close(i - 1)));
    double path = sum(t, 14, c::range);
    return highest == lowest ? Double.NaN : 100 * log(path / (highest - lowest)) / log(14);
  }

  /** Both averages run from the start, in one loop. */
  private static double keltner(Candles c, int t) {
    double average = mean(19, 20, c::close);
    for (int i = 20; i <= t; i++) {
      average = average * (1 - 2.0 / 21) + c.close(i) * 2 / 21;
    }
    double range = mean(20, 20, c::range);
    for (int i = 21; i <= t; i++) {
      range = (range * 19 + c.range(i)) / 20;
    }
    return range == 0 ? Double.NaN : (c.close(t) - average) / range;
  }

  private static double illiquidity(Candles c, int i) {
    return c.volume(i) == 0 ? 0 : abs(c.r(i)) / (c.close(i) * c.volume(i));
  }

  private static double rms(Candles c, int t, int window) {
    return sqrt(mean(t, window, i -> square(c.r(i))));
  }

  private static double covariance(int t, IntToDoubleFunction x, IntToDoubleFunction y) {
    double meanX = mean(t, 168, x);
    double meanY = mean(t, 168, y);
    return mean(t, 168, i -> (x.applyAsDouble(i) - meanX) * (y.applyAsDouble(i) - meanY));
  }

  private static double sampleVariance(int t, int window, IntToDoubleFunction x) {
    double mean = mean(t, window, x);
    return sum(t, window, i -> square(x.applyAsDouble(i) - mean)) / (window - 1);
  }

  private static double mean(int t, int window, IntToDoubleFunction x) {
    return sum(t, window, x) / window;
  }

  private static double sum(int t, int window, IntToDoubleFunction x) {
    return IntStream.rangeClosed(t - window + 1, t).mapToDouble(x).sum();
  }

  private static double most(int t, int window, IntToDoubleFunction x) {
    return IntStream.rangeClosed(t - window + 1, t).mapToDouble(x).max().orElseThrow();
  }

  private static double least(int t, int window, IntToDoubleFunction x) {
    return IntStream.rangeClosed(t - window + 1, t).mapToDouble(x).min().orElseThrow();
  }

  private static double square(double x) {
    return x * x;
  }

  private static double[] fast(String feature, Bars bars) {
    for (Indicator indicator : Indicators.ALL) {
      ParameterValues usual = ParameterValues.usual(indicator);
      int output = indicator.featureNames(usual).indexOf(feature);
      if (output >= 0 && indicator instanceof PriceIndicator price) {
        return price.compute(bars, usual)[output];
      }
      if (output >= 0 && indicator instanceof ReferenceIndicator beside) {
        return beside.compute(bars, REFERENCE, usual)[output];
      }
    }
    throw new IllegalArgumentException(feature);
  }
}
