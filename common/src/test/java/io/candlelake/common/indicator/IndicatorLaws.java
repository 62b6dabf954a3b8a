package io.candlelake.common.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.kernel.Bars;

/** What holds for every indicator, over any candles. */
final class IndicatorLaws {
  /** Columns of features from candles: an indicator with its parameters. */
  @FunctionalInterface
  interface Columns {
    double[][] of(Bars bars);
  }

  private IndicatorLaws() {}

  /** Removing later candles changes no bit of earlier rows. */
  static void earlierRowsIgnoreLaterCandles(Columns columns, Bars bars) {
    double[][] whole = columns.of(bars);
    int n = bars.size();
    for (int cut : new int[] {n - 1, n - 2, n * 2 / 3, n / 2 + 1, n / 2, n / 3}) {
      double[][] known = columns.of(bars.head(cut));
      for (int output = 0; output < whole.length; output++) {
        for (int row = 0; row < cut; row++) {
          assertThat(Double.doubleToRawLongBits(known[output][row]))
              .as("output %d, row %d of %d known", output, row, cut)
              .isEqualTo(Double.doubleToRawLongBits(whole[output][row]));
        }
      }
    }
  }

  /** NaN for exactly the rows of the warm-up, finite from there on. */
  static void knownFromWarmUpOn(Columns columns, int warmUpBars, Bars bars) {
    assertThat(bars.size()).isGreaterThan(warmUpBars);
    for (double[] column : columns.of(bars)) {
      assertThat(column).hasSize(bars.size());
      for (int row = 0; row < column.length; row++) {
        if (row < warmUpBars) {
          assertThat(column[row]).as("row %d", row).isNaN();
        } else {
          assertThat(column[row]).as("row %d", row).isFinite();
        }
      }
    }
  }

  /** Other units of price and volume change nothing but rounding. */
  static void unitsDoNotMatter(Columns columns, Bars bars) {
    double[][] plain = columns.of(bars);
    double[][] scaled = columns.of(TestBars.scaled(bars, 0.00037, 1234.5));
    for (int output = 0; output < plain.length; output++) {
      for (int row = 0; row < bars.size(); row++) {
        double expected = plain[output][row];
        if (!Double.isNaN(expected)) {
          assertThat(scaled[output][row])
              .as("output %d, row %d", output, row)
              .isCloseTo(expected, within(1e-7 * Math.max(1, Math.abs(expected))));
        }
      }
    }
  }
}
