package io.candlelake.jobs.report;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What the portfolio and its two benchmarks were worth at the end of each UTC day, in the quote
 * asset, in order of days.
 *
 * @param start what each was worth before the first day: the cash at start
 */
record EquityCurve(double start, List<Day> days) {
  private static final String NO_DAYS = "the backtest wrote no equity";
  private static final double DAYS_A_YEAR = 365;

  /** One day's end. */
  record Day(LocalDate day, double strategy, double btc, double universe) {}

  EquityCurve {
    if (!(start > 0)) {
      throw new IllegalArgumentException("the cash at start is above 0, not " + start);
    }
    days = List.copyOf(days);
    for (int i = 1; i < days.size(); i++) {
      if (!days.get(i - 1).day().isBefore(days.get(i).day())) {
        throw new IllegalArgumentException("days out of order at " + days.get(i).day());
      }
    }
  }

  boolean isEmpty() {
    return days.isEmpty();
  }

  /** Worth at the end ÷ cash at start − 1, as a fraction. */
  Figure totalReturn(ToDoubleFunction<Day> worth) {
    return isEmpty()
        ? Figure.unknown(NO_DAYS)
        : Figure.of(worth.applyAsDouble(days.get(days.size() - 1)) / start - 1);
  }

  /** {@code worth ÷ highest worth so far − 1} of each day: 0 at a high, negative below it. */
  List<Double> drawdown(ToDoubleFunction<Day> worth) {
    List<Double> result = new ArrayList<>(days.size());
    double high = start;
    for (Day day : days) {
      double now = worth.applyAsDouble(day);
      high = Math.max(high, now);
      result.add(now / high - 1);
    }
    return result;
  }

  /** The deepest drawdown, as a fraction, 0 or negative. */
  Figure maxDrawdown(ToDoubleFunction<Day> worth) {
    return isEmpty()
        ? Figure.unknown(NO_DAYS)
        : Figure.of(drawdown(worth).stream().mapToDouble(d -> d).min().orElseThrow());
  }

  /** Daily returns' {@code mean ÷ std × √365} with the sample deviation; unknown where flat. */
  Figure sharpe(ToDoubleFunction<Day> worth) {
    int n = days.size();
    if (n < 2) {
      return Figure.unknown("fewer than two days of equity");
    }
    double[] returns = new double[n];
    double before = start;
    for (int i = 0; i < n; i++) {
      if (before <= 0) {
        return Figure.unknown("nothing was left before " + days.get(i).day());
      }
      double now = worth.applyAsDouble(days.get(i));
      returns[i] = now / before - 1;
      before = now;
    }
    double mean = Arrays.stream(returns).average().orElseThrow();
    double squares = Arrays.stream(returns).map(r -> (r - mean) * (r - mean)).sum();
    double deviation = Math.sqrt(squares / (n - 1));
    return Figure.ratio(mean * Math.sqrt(DAYS_A_YEAR), deviation, "the worth never changed");
  }

  /** The strategy's return of each UTC month: last day of it against last day before it. */
  NavigableMap<YearMonth, Double> monthlyReturns() {
    NavigableMap<YearMonth, Double> ends = new TreeMap<>();
    days.forEach(day -> ends.put(YearMonth.from(day.day()), day.strategy()));
    return returnsBetween(ends);
  }

  /** The strategy's return of each UTC year, likewise. */
  NavigableMap<Integer, Double> yearlyReturns() {
    NavigableMap<Integer, Double> ends = new TreeMap<>();
    days.forEach(day -> ends.put(day.day().getYear(), day.strategy()));
    return returnsBetween(ends);
  }

  private <K> NavigableMap<K, Double> returnsBetween(NavigableMap<K, Double> ends) {
    NavigableMap<K, Double> returns = new TreeMap<>();
    double before = start;
    for (var end : ends.entrySet()) {
      if (before > 0) {
        returns.put(end.getKey(), end.getValue() / before - 1);
      }
      before = end.getValue();
    }
    return returns;
  }
}
