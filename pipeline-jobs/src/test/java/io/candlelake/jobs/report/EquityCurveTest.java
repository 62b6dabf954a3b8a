package io.candlelake.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.jobs.report.EquityCurve.Day;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EquityCurveTest {
  private final EquityCurve curve =
      curve("2024-01-30", 110, "2024-01-31", 99, "2024-02-01", 121, "2024-12-31", 60.5);

  @Test
  void returnsStartFromTheCashAtStart() {
    // By hand: 99 ÷ 100 − 1, 121 ÷ 99 − 1, 60.5 ÷ 121 − 1.
    assertThat(curve.monthlyReturns())
        .hasEntrySatisfying(YearMonth.of(2024, 1), r -> near(r, -0.01))
        .hasEntrySatisfying(YearMonth.of(2024, 2), r -> near(r, 22.0 / 99))
        .hasEntrySatisfying(YearMonth.of(2024, 12), r -> near(r, -0.5))
        .hasSize(3);
    near(curve.yearlyReturns().get(2024), -0.395);
    near(curve.totalReturn(Day::strategy).known().getAsDouble(), -0.395);
  }

  @Test
  void drawdownIsAgainstTheHighestSoFar() {
    assertThat(curve.drawdown(Day::strategy)).containsExactly(0.0, 99 / 110.0 - 1, 0.0, -0.5);
    near(curve.maxDrawdown(Day::strategy).known().getAsDouble(), -0.5);
  }

  @Test
  void aLossOnTheFirstDayIsADrawdown() {
    assertThat(curve("2024-01-01", 90).drawdown(Day::strategy)).containsExactly(90.0 / 100 - 1);
  }

  @Test
  void sharpeOfThreeReturns() {
    // Returns 0.1, −0.1, 0.1. By NumPy: mean / std(ddof=1) * sqrt(365) = 5.515130...
    EquityCurve three = curve("2024-01-01", 110, "2024-01-02", 99, "2024-01-03", 108.9);
    double mean = 0.1 / 3;
    double deviation = Math.sqrt((2 * Math.pow(0.1 - mean, 2) + Math.pow(-0.1 - mean, 2)) / 2);
    near(three.sharpe(Day::strategy).known().getAsDouble(), mean / deviation * Math.sqrt(365));
    assertThat(curve("2024-01-01", 100, "2024-01-02", 100).sharpe(Day::strategy).reason())
        .contains("the worth never changed");
  }

  @Property(tries = 50)
  void monthsCompoundToTheWhole(
      @ForAll @Size(min = 1, max = 200) List<@DoubleRange(min = 1, max = 1000) Double> worths) {
    EquityCurve random =
        new EquityCurve(
            100,
            java.util.stream.IntStream.range(0, worths.size())
                .mapToObj(i -> day(LocalDate.of(2023, 11, 5).plusDays(i), worths.get(i)))
                .toList());
    double months =
        random.monthlyReturns().values().stream()
            .mapToDouble(r -> 1 + r)
            .reduce(1, (a, b) -> a * b);
    double years =
        random.yearlyReturns().values().stream().mapToDouble(r -> 1 + r).reduce(1, (a, b) -> a * b);
    double whole = 1 + random.totalReturn(Day::strategy).known().getAsDouble();
    assertThat(months).isCloseTo(whole, within(1e-9 * whole));
    assertThat(years).isCloseTo(whole, within(1e-9 * whole));
    assertThat(random.drawdown(Day::strategy)).allMatch(d -> d <= 0 && d >= -1);
  }

  @Test
  void noDaysAreUnknown() {
    EquityCurve none = new EquityCurve(100, List.of());
    assertThat(none.totalReturn(Day::btc).reason()).contains("the backtest wrote no equity");
    assertThat(none.maxDrawdown(Day::btc).reason()).contains("the backtest wrote no equity");
    assertThat(none.sharpe(Day::btc).reason()).contains("fewer than two days of equity");
    assertThat(none.monthlyReturns()).isEmpty();
  }

  @Test
  void daysOutOfOrderAreOurBug() {
    assertThatThrownBy(() -> curve("2024-01-02", 100, "2024-01-01", 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("days out of order at 2024-01-01");
  }

  private static void near(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-12));
  }

  private static EquityCurve curve(Object... daysAndWorths) {
    return new EquityCurve(
        100,
        java.util.stream.IntStream.range(0, daysAndWorths.length / 2)
            .mapToObj(
                i ->
                    day(
                        LocalDate.parse((String) daysAndWorths[2 * i]),
                        ((Number) daysAndWorths[2 * i + 1]).doubleValue()))
            .toList());
  }

  private static Day day(LocalDate day, double worth) {
    return new Day(day, worth, worth, worth);
  }
}
