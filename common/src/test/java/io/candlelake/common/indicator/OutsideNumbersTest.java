package io.candlelake.common.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.kernel.Bars;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * Numbers of TA-Lib 0.8.2, ta 0.11.0, pandas 3.1.1 and scipy 1.17.1 on one seeded random walk; made
 * by {@code src/test/python/outside_numbers.py}.
 */
class OutsideNumbersTest {
  @Test
  void equalsOtherLibraries() throws IOException {
    Map<String, double[]> ours = usualFeatures(candles());
    Set<String> compared = new HashSet<>();
    SoftAssertions all = new SoftAssertions();
    for (String line : lines("outside_numbers.csv")) {
      String[] fields = line.split(",", 4);
      int row = Integer.parseInt(fields[0]);
      double expected = Double.parseDouble(fields[2]);
      assertThat(ours).containsKey(fields[1]);
      all.assertThat(ours.get(fields[1])[row])
          .as("%s at row %d by %s", fields[1], row, fields[3])
          .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
      compared.add(fields[1]);
    }
    all.assertAll();
    assertThat(compared).hasSize(41);
  }

  private static Map<String, double[]> usualFeatures(Bars bars) {
    Map<String, double[]> features = new HashMap<>();
    for (Indicator indicator : Indicators.ALL) {
      if (indicator instanceof PriceIndicator price) {
        ParameterValues usual = ParameterValues.usual(indicator);
        double[][] columns = price.compute(bars, usual);
        List<String> names = indicator.featureNames(usual);
        for (int i = 0; i < columns.length; i++) {
          features.put(names.get(i), columns[i]);
        }
      }
    }
    return features;
  }

  private static Bars candles() throws IOException {
    List<String> lines = lines("outside_candles.csv");
    double[][] ohlcv = new double[5][lines.size()];
    for (int row = 0; row < lines.size(); row++) {
      String[] fields = lines.get(row).split(",", -1);
      for (int i = 0; i < ohlcv.length; i++) {
        ohlcv[i][row] = Double.parseDouble(fields[i]);
      }
    }
    return TestBars.of(ohlcv);
  }

  static List<String> lines(String resource) throws IOException {
    try (InputStream in = OutsideNumbersTest.class.getResourceAsStream(resource)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().skip(1).toList();
    }
  }
}
