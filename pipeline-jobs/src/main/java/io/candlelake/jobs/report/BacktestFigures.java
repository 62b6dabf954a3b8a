package io.candlelake.jobs.report;

import io.candlelake.common.metric.BacktestMetric;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The backtest's figures by name, as {@code gold.metrics} holds them. */
final class BacktestFigures {
  /** One row. */
  record Measured(String metric, Figure value, String unit) {}

  private static final String COST = BacktestMetric.ofCost("");

  private final String reasonIfAbsent;
  private final Map<String, Measured> byName = new TreeMap<>();

  BacktestFigures(List<Measured> rows, String reasonIfAbsent) {
    this.reasonIfAbsent = reasonIfAbsent;
    rows.forEach(row -> byName.put(row.metric(), row));
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  Figure of(String metric) {
    Measured measured = byName.get(metric);
    if (measured != null) {
      return measured.value();
    }
    return Figure.unknown(
        isEmpty() ? reasonIfAbsent : "the backtest has no " + metric.replace('_', ' '));
  }

  /** What was paid of each cost, in the quote asset, by its name: {@code book_slippage}. */
  Map<String, Double> costs() {
    Map<String, Double> costs = new TreeMap<>();
    for (Measured measured : byName.values()) {
      if (measured.metric().startsWith(COST)) {
        String cost = measured.metric().substring(COST.length());
        measured.value().known().ifPresent(paid -> costs.put(cost, paid));
      }
    }
    return costs;
  }

  /** All of them, sorted by name. */
  List<Measured> all() {
    return List.copyOf(byName.values());
  }
}
