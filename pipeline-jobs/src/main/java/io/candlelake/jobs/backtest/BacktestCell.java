package io.candlelake.jobs.backtest;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.config.Config;
import io.candlelake.common.config.Config.Backtest.Sides;
import io.candlelake.common.cost.CostModel;
import io.candlelake.common.strategy.Protection;
import java.io.Serializable;
import java.util.List;

/**
 * One portfolio that trades the candidates: its money, costs and limits.
 *
 * @param name the cell's name in tables: {@code base}
 * @param initialCash in the quote asset
 * @param costs what trading costs, each of another name
 * @param protections rules that pause entries, evaluated in this order
 */
record BacktestCell(
    String name,
    double initialCash,
    List<CostModel> costs,
    int maxOpenPositions,
    Sides sides,
    List<Protection> protections)
    implements Serializable {
  BacktestCell {
    requireNonNull(name, "name is null");
    requireNonNull(sides, "sides is null");
    costs = List.copyOf(costs);
    protections = List.copyOf(protections);
  }

  /** The cell that the configuration describes. */
  static BacktestCell base(Config.Backtest config) {
    return new BacktestCell(
        "base",
        config.initialCash(),
        config.costs(),
        config.maxOpenPositions(),
        config.sides(),
        config.protections());
  }
}
