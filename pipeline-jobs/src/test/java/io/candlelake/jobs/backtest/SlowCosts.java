package io.candlelake.jobs.backtest;

import io.candlelake.common.cost.BookSlippageCost;
import io.candlelake.common.cost.BorrowCost;
import io.candlelake.common.cost.CostModel;
import io.candlelake.common.cost.CostModels;
import io.candlelake.common.cost.FeeCost;
import io.candlelake.common.cost.FundingCost;
import io.candlelake.common.cost.SlippageCost;
import io.candlelake.jobs.backtest.Market.Costs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Every cost once more, from {@code docs/backtest.md} alone. */
final class SlowCosts {
  /**
   * What one cost asks.
   *
   * @param slippage fraction of the price of a fill
   * @param fee fraction of the value of a fill
   * @param holding of a position of the side
   */
  record Asked(double slippage, double fee, Holding holding) {}

  /** What a position pays while it is held. */
  interface Holding {
    Holding FREE = (from, to) -> 0;

    /** Paid from one hour to another, as a fraction of the value at entry. */
    double between(int fromHour, int toHour);
  }

  /** One cost of a fill. */
  interface Twin {
    Asked ask(CostModel cost, List<Costs> books, String pair, int side, int day, double value);
  }

  /** By cost; every cost has one. */
  static final Map<Class<?>, Twin> TWINS =
      Map.of(
          FeeCost.class,
          (cost, books, pair, side, day, value) ->
              new Asked(0, ((FeeCost) cost).rate(), Holding.FREE),
          SlippageCost.class,
          (cost, books, pair, side, day, value) ->
              new Asked(((SlippageCost) cost).bps() / 10_000, 0, Holding.FREE),
          BookSlippageCost.class,
          (cost, books, pair, side, day, value) ->
              new Asked(byBooks((BookSlippageCost) cost, books, pair, day, value), 0, Holding.FREE),
          BorrowCost.class,
          (cost, books, pair, side, day, value) ->
              new Asked(0, 0, borrowed((BorrowCost) cost, side)),
          FundingCost.class,
          (cost, books, pair, side, day, value) ->
              new Asked(0, 0, funded((FundingCost) cost, side)));

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

  private static Holding borrowed(BorrowCost cost, int side) {
    return side > 0 ? Holding.FREE : (from, to) -> (to - from) / 24.0 * cost.ratePerDay();
  }

  private static Holding funded(FundingCost cost, int side) {
    return (from, to) -> {
      int payments = 0;
      for (int hour = from + 1; hour <= to; hour++) {
        long hoursSince1970 = Duration.between(Instant.EPOCH, Market.at(hour)).toHours();
        payments += hoursSince1970 % cost.hours() == 0 ? 1 : 0;
      }
      return side > 0 ? payments * cost.rate() : -payments * cost.rate();
    };
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
