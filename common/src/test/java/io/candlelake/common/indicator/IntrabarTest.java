package io.candlelake.common.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.indicator.intrabar.OrderBookIndicator;
import io.candlelake.common.indicator.intrabar.TradeFlow;
import io.candlelake.common.kernel.Bars;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Indicators of what happened inside a candle: by hand, and where they are unknown. */
class IntrabarTest {
  private static final double NAN = Double.NaN;

  /** Closes at 102 with a volume of 10. */
  private static final Bars BARS =
      TestBars.of(
          filled(4, 100),
          filled(4, 103),
          filled(4, 99),
          filled(4, 102),
          new double[] {10, 10, 10, 0});

  @Test
  void aBookTooOldOrMissingIsUnknownInEveryOutput() {
    double[][] outputs =
        new OrderBookIndicator()
            .compute(BARS, inside(new double[] {30, 30.000001, NAN, 0.001}), values("max_age", 30));
    for (double[] output : outputs) {
      assertThat(output[0]).isFinite();
      assertThat(output[1]).isNaN();
      assertThat(output[2]).isNaN();
      assertThat(output[3]).isFinite();
    }
    assertThat(Arrays.stream(outputs).mapToDouble(output -> output[0]))
        .containsExactly(0.001, 0.5, 0.25, 0.0002, 0.002, -0.25);
  }

  @Test
  void tradesByHand() {
    double[][] outputs =
        new TradeFlow().compute(BARS, inside(filled(4, 1)), values("coverage", 80));
    assertThat(outputs[0][0]).isEqualTo((6.0 - 2) / 8);
    assertThat(outputs[1][0]).isCloseTo(Math.log(4), within(1e-15));
    assertThat(outputs[2][0]).isCloseTo(Math.log(102 / 101.0), within(1e-15));
    assertThat(outputs[3][0]).isEqualTo(5.0 / 8);
  }

  @Test
  void tradesThatAreMissingOrLessThanTheCoverageAreUnknown() {
    double[][] outputs =
        new TradeFlow().compute(BARS, inside(filled(4, 1)), values("coverage", 80));
    for (double[] output : outputs) {
      assertThat(output[0]).as("8 of 10").isFinite();
      assertThat(output[1]).as("7.9 of 10").isNaN();
      assertThat(output[2]).as("none").isNaN();
      assertThat(output[3]).as("a candle without volume").isFinite();
    }
  }

  @Test
  void eachTellsWhatItIsMadeFrom() {
    assertThat(new OrderBookIndicator().madeFrom()).isEqualTo(IntrabarSource.ORDER_BOOKS);
    assertThat(new TradeFlow().madeFrom()).isEqualTo(IntrabarSource.MARKET_TRADES);
  }

  @Test
  void columnsHaveTheirPlaces() {
    assertThatThrownBy(() -> IntrabarColumns.of(new double[11][4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("11 columns");
    for (double[] output :
        new TradeFlow().compute(BARS, IntrabarColumns.none(4), values("coverage", 1))) {
      assertThat(output).containsOnly(NAN);
    }
  }

  private static IntrabarColumns inside(double[] bookAge) {
    return IntrabarColumns.of(
        new double[][] {
          bookAge,
          filled(4, 0.001),
          filled(4, 0.5),
          filled(4, 0.25),
          filled(4, 0.0002),
          filled(4, 0.002),
          filled(4, -0.25),
          {3, 3, NAN, 3},
          {6, 5.9, NAN, 6},
          {2, 2, NAN, 2},
          {5, 5, NAN, 5},
          {101, 101, NAN, 101}
        });
  }

  private static ParameterValues values(String name, double value) {
    return new ParameterValues(Map.of(name, value));
  }

  private static double[] filled(int n, double value) {
    double[] values = new double[n];
    Arrays.fill(values, value);
    return values;
  }
}
