package io.candlelake.jobs.backtest;

import io.candlelake.common.cost.BookSlippageCost;
import io.candlelake.common.cost.BorrowCost;
import io.candlelake.common.cost.CostModel;
import io.candlelake.common.cost.CostModels;
import io.candlelake.common.cost.FeeCost;
import io.candlelake.common.cost.SlippageCost;
import io.candlelake.jobs.backtest.Market.Costs;
import java.util.List;
import java.util.Map;

/** Every cost once more, from {@code docs/backtest.md} alone. */
final class SlowCosts {
  /**
   * What one cost asks.
   *
   * @param slippage fraction of the price of a fill
   * @param fee fraction of the value of a fill
   * @param perDay fraction of the value at entry, for each day held
   */
  record Asked(double slippage, double fee, double perDay) {}

  /** One cost of a fill. */
  interface Twin {
    Asked ask(CostModel cost, List<Costs> books, String pair, int side, int day, double value);
  }

  /** By cost; every cost has one. */
  static final Map<Class<?>, Twin> TWINS =
      Map.of(
          FeeCost.class,
          (cost, books, pair, side, day, value) -> new Asked(0, ((FeeCost) cost).rate(), 0),
          SlippageCost.class,
          (cost, books, pair, side, day, value) ->
              new Asked(((SlippageCost) cost).bps() / 10_000, 0, 0),
          BookSlippageCost.class,
          (cost, books, pair, side, day, value) ->
              new Asked(byBooks((BookSlippageCost) cost, books, pair, day, value), 0, 0),
          BorrowCost.class,
          (cost, books, pair, side, day, value) ->
              new Asked(0, 0, side > 0 ? 0 : ((BorrowCost) cost).ratePerDay()));

  private SlowCosts() {}

  /** What every cost of the cell asks, by its name in the configuration. */
  static Map<String, Asked> of(
      BacktestCell cell, List<Costs> books, String pair, int side, int day, double value) {
    Map<String, Asked> asked = new java.util.TreeMap<>();
    for (String name : CostModels.ALL.names()) {
      for (CostModel cost : cell.costs()) {
        if (CostModels.ALL.named(name).orElseThrow() == cost.getClass()) {
          Twin twin = TWINS.get(cost.getClass());
          asked.put(name, twin.ask(cost, books, pair, side, day, value));
        }
      }
    }
    return asked;
  }

  /** What the last books before that day say of a fill of that value. */
  private static double byBooks(
      BookSlippageCost cost, List<Costs> books, String pair, int day, double value) {
    double fallback = cost.fallbackBps() / 10_000;
    Costs last = null;
    for (Costs known : books) {
      boolean before = known.day() < day && (last == null || known.day() > last.day());
      if (known.pair().equals(pair) && before) {
        last = known;
      }
    }
    if (last == null) {
      return fallback;
    }
    int size = value <= 1_000 ? 0 : value <= 10_000 ? 1 : 2;
    if (!Double.isNaN(last.bps()[size])) {
      return last.bps()[size] / 10_000;
    }
    double worst = fallback;
    for (int smaller = 0; smaller < size; smaller++) {
      if (!Double.isNaN(last.bps()[smaller])) {
        worst = Math.max(worst, last.bps()[smaller] / 10_000);
      }
    }
    return worst;
  }
}
