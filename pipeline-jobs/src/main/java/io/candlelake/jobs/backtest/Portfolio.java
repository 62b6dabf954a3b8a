package io.candlelake.jobs.backtest;

import io.candlelake.common.cost.CostModel;
import io.candlelake.common.cost.Fill;
import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.setting.Registry;
import io.candlelake.common.strategy.Protection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Cash shared by all pairs of one cell: decides which candidates become trades, and how large. The
 * only part of the backtest that depends on order; it sees candidates, never candles.
 *
 * <p>Candidates must be offered in the order of {@link PortfolioRun}: by entry time, at one time
 * the likeliest first. Before each, everything that ended at or before its entry time is paid out.
 * A position is worth its cost until it ends, so that sizes need no market prices: equity is cash
 * plus the cost of what is open.
 */
final class Portfolio {
  /** A position cut below this share of its wanted size by lack of cash is not opened. */
  static final double SMALLEST_SHARE = 0.1;

  private final BacktestCell cell;
  private final List<Guarded> guards;
  private final PriorityQueue<Position> open =
      new PriorityQueue<>(
          Comparator.comparingLong(Position::exitTime).thenComparingLong(Position::tradeId));

  /** The same in order of entry, in which sums run. */
  private final List<Position> openByEntry = new ArrayList<>();

  private final Set<String> openPairs = new HashSet<>();
  private double cash;
  private long trades;
  private long lastEntryTime = Long.MIN_VALUE;

  /** A protection with what it remembers. */
  private record Guarded(String name, Protection.Guard guard) {}

  /**
   * @param barMicros microseconds of a candle
   */
  Portfolio(BacktestCell cell, long barMicros) {
    this.cell = cell;
    this.cash = cell.initialCash();
    this.guards =
        cell.protections().stream()
            .map(each -> new Guarded(Registry.nameOf(each), each.guard(barMicros)))
            .toList();
  }

  /** Takes the candidate if side, pair, protections, slots and cash allow. */
  Decision offer(Candidate candidate) {
    if (candidate.entryTime() < lastEntryTime) {
      throw new IllegalArgumentException(
          "candidate entering at " + candidate.entryTime() + " after one at " + lastEntryTime);
    }
    lastEntryTime = candidate.entryTime();
    payOutUntil(candidate.entryTime());
    if (!cell.sides().trades(candidate.side())) {
      return Decision.Skipped.SIDE;
    }
    String pair = candidate.exchange() + "/" + candidate.pair();
    if (openPairs.contains(pair)) {
      return Decision.Skipped.PAIR_OPEN;
    }
    for (Guarded each : guards) {
      if (each.guard().blocks(pair, candidate.entryTime())) {
        return new Decision.Barred(each.name());
      }
    }
    if (open.size() >= cell.maxOpenPositions()) {
      return Decision.Skipped.NO_SLOT;
    }
    double wanted = candidate.size() * bookEquity();
    Fill entry = candidate.entry();
    double notional = Math.min(wanted, cash / (1 + feeRate(entry)));
    if (notional <= 0 || notional < SMALLEST_SHARE * wanted) {
      return Decision.Skipped.NO_CASH;
    }
    return take(candidate, pair, entry, notional);
  }

  private Decision.Taken take(Candidate candidate, String pair, Fill entry, double notional) {
    int side = candidate.side();
    Fill exit = candidate.exit();
    double[] entryRates = slippages(entry, notional);
    double entryFill = candidate.entryPrice() * (1 + side * sum(entryRates));
    double quantity = notional / entryFill;
    double[] exitRates = slippages(exit, quantity * candidate.exitPrice());
    double exitFill = candidate.exitPrice() * (1 - side * sum(exitRates));
    double value = quantity * entryFill;
    double entrySlippage = quantity * Math.abs(entryFill - candidate.entryPrice());
    double exitSlippage = quantity * Math.abs(exitFill - candidate.exitPrice());
    double entryPaid = 0;
    double exitPaid = 0;
    double holdingPaid = 0;
    List<TradeCost> costs = new ArrayList<>();
    for (int i = 0; i < cell.costs().size(); i++) {
      CostModel cost = cell.costs().get(i);
      double entryFee = cost.fee(entry) * value;
      double exitFee = cost.fee(exit) * quantity * exitFill;
      double held = cost.holding(side, candidate.entryTime(), candidate.exitTime()) * value;
      costs.add(
          new TradeCost(
              Registry.nameOf(cost),
              entryFee + entrySlippage * share(entryRates, i),
              exitFee + exitSlippage * share(exitRates, i),
              held));
      entryPaid += entryFee;
      exitPaid += exitFee;
      holdingPaid += held;
    }
    double proceeds = value + side * quantity * (exitFill - entryFill) - exitPaid - holdingPaid;
    double net = proceeds - value - entryPaid;
    Position position =
        new Position(
            pair,
            trades,
            candidate.exitTime(),
            value,
            proceeds,
            candidate.exitReason(),
            net / value);
    open.add(position);
    openByEntry.add(position);
    openPairs.add(pair);
    cash -= value + entryPaid;
    return new Decision.Taken(
        trades++,
        quantity,
        entryFill,
        exitFill,
        entryPaid,
        exitPaid,
        heldByDay(candidate, value),
        holdingPaid,
        costs);
  }

  /** What holding has cost by the end of each UTC day on which the position is still open. */
  private List<Double> heldByDay(Candidate candidate, double value) {
    List<Double> held = new ArrayList<>();
    long day = Math.floorDiv(candidate.entryTime(), EpochMicros.PER_DAY);
    for (long end = (day + 1) * EpochMicros.PER_DAY;
        end <= candidate.exitTime();
        end += EpochMicros.PER_DAY) {
      double fraction = 0;
      for (CostModel cost : cell.costs()) {
        fraction += cost.holding(candidate.side(), candidate.entryTime(), end);
      }
      held.add(fraction * value);
    }
    return held;
  }

  private double[] slippages(Fill fill, double notional) {
    double[] rates = new double[cell.costs().size()];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = cell.costs().get(i).slippage(fill, notional);
    }
    return rates;
  }

  private double feeRate(Fill fill) {
    double rate = 0;
    for (CostModel cost : cell.costs()) {
      rate += cost.fee(fill);
    }
    return rate;
  }

  /** The part of one cost in what all slippages make. */
  private static double share(double[] rates, int i) {
    return rates[i] == 0 ? 0 : rates[i] / sum(rates);
  }

  private static double sum(double[] rates) {
    double sum = 0;
    for (double rate : rates) {
      sum += rate;
    }
    return sum;
  }

  private void payOutUntil(long time) {
    while (!open.isEmpty() && open.peek().exitTime() <= time) {
      Position ended = open.poll();
      openByEntry.remove(ended);
      openPairs.remove(ended.pairKey());
      cash += ended.proceeds();
      if (!guards.isEmpty()) {
        Protection.EndedTrade trade =
            new Protection.EndedTrade(
                ended.pairKey(),
                ended.exitTime(),
                ended.exitReason(),
                ended.netReturn(),
                bookEquity());
        guards.forEach(each -> each.guard().ended(trade));
      }
    }
  }

  private double bookEquity() {
    return cash + openByEntry.stream().mapToDouble(Position::cost).sum();
  }

  /**
   * @param cost set aside at entry: the purchase of a long, the collateral of a short
   * @param proceeds what comes back to cash at exit, net of the costs of the exit
   * @param netReturn net profit ÷ value at entry
   */
  private record Position(
      String pairKey,
      long tradeId,
      long exitTime,
      double cost,
      double proceeds,
      String exitReason,
      double netReturn) {}
}
