package io.candlelake.jobs.backtest;

import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.metric.BacktestMetric;
import io.candlelake.common.setting.Registry;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Trades one cell: offers the candidates of all pairs to a {@link Portfolio} in the order of {@link
 * PortfolioRun}, marks it to market at the end of each day and measures it. The figures are those
 * of {@code metrics.sql}, without benchmarks and what depends on them.
 */
final class SweepPortfolio {
  /**
   * What became of a cell.
   *
   * @param metrics by name; what is undefined is not there
   * @param firstDay days since 1970
   * @param equity at the end of each day
   */
  record Result(SweepCell cell, Map<String, Double> metrics, int firstDay, double[] equity)
      implements Serializable {}

  /** A candidate on its way to the portfolio. */
  private record Offered(String exchange, String pair, PairTrades.Made made) {}

  /** A candidate that became a trade. */
  private record Trade(Offered offered, Decision.Taken taken) {
    PairTrades.Made made() {
      return offered.made();
    }

    int side() {
      return made().entry().side();
    }

    double value() {
      return taken.quantity() * taken.entryFill();
    }

    double grossProfit() {
      return side() * taken.quantity() * (made().exitPrice() - made().entryPrice());
    }

    double totalCosts() {
      double total = 0;
      for (TradeCost cost : taken.costs()) {
        total += cost.entry() + cost.exit() + cost.held();
      }
      return total;
    }

    double netProfit() {
      double net = grossProfit();
      for (TradeCost cost : taken.costs()) {
        net -= cost.entry() + cost.exit() + cost.held();
      }
      return net;
    }

    int entryDay() {
      return EpochMicros.day(made().entryTime());
    }

    int exitDay() {
      return EpochMicros.day(made().exitAtOpen() ? made().exitTime() : made().exitTime() - 1);
    }
  }

  private static final Comparator<Offered> ORDER =
      Comparator.comparingLong((Offered each) -> each.made().entryTime())
          .thenComparing(Comparator.comparingDouble(SweepPortfolio::likelihood).reversed())
          .thenComparing(Offered::exchange)
          .thenComparing(Offered::pair)
          .thenComparing(Comparator.comparingLong(SweepPortfolio::decided).reversed());

  private final SweepCell cell;
  private final BacktestPeriod period;
  private final Map<String, ListingCloses> closes;
  private final List<Trade> trades = new ArrayList<>();
  private final Map<String, Long> skipped = new TreeMap<>();
  private long candidates;

  /**
   * @param closes by {@link ListingCloses#key}
   */
  SweepPortfolio(SweepCell cell, BacktestPeriod period, Map<String, ListingCloses> closes) {
    this.cell = cell;
    this.period = period;
    this.closes = closes;
  }

  /** An unknown probability comes last. */
  private static double likelihood(Offered offered) {
    double probability = offered.made().entry().probability();
    return Double.isNaN(probability) ? -1 : probability;
  }

  private static long decided(Offered offered) {
    return offered.made().entry().decided();
  }

  /** Trades the candidates of all pairs. */
  Result trade(Iterable<CellCandidates> pairs) {
    List<Offered> filled = new ArrayList<>();
    for (CellCandidates each : pairs) {
      for (int i = 0; i < each.count(); i++) {
        PairTrades.Made made = each.made(i);
        candidates++;
        if (made.unfilled() != null) {
          skipped.merge(made.unfilled(), 1L, Long::sum);
        } else {
          filled.add(new Offered(each.exchange(), each.pair(), made));
        }
      }
    }
    filled.sort(ORDER);
    Portfolio portfolio = new Portfolio(cell.portfolio(), period.interval().micros());
    for (Offered each : filled) {
      Decision decision = portfolio.offer(candidate(each));
      if (decision instanceof Decision.Taken taken) {
        trades.add(new Trade(each, taken));
      } else {
        skipped.merge(decision.outcome(), 1L, Long::sum);
      }
    }
    int firstDay = EpochMicros.day(EpochMicros.of(period.start()));
    double[] equity = equity(firstDay);
    Map<String, Double> metrics = new TreeMap<>();
    figuresOfTrades(metrics, equity);
    DailyFigures.of(equity, cell.portfolio().initialCash(), metrics);
    return new Result(cell, metrics, firstDay, equity);
  }

  private static Candidate candidate(Offered offered) {
    PairTrades.Made made = offered.made();
    return new Candidate(
        offered.exchange(),
        offered.pair(),
        made.entry().side(),
        made.entry().size(),
        made.entryTime(),
        made.entryPrice(),
        made.exitTime(),
        made.exitPrice(),
        made.exitReason().toString(),
        List.of(),
        List.of());
  }

  private double[] equity(int firstDay) {
    long end = EpochMicros.of(period.lastDecision());
    for (Trade trade : trades) {
      end = Math.max(end, trade.made().exitTime());
    }
    int days = EpochMicros.day(end - 1) - firstDay + 1;
    double[] moved = new double[days];
    double[] held = new double[days];
    for (Trade trade : trades) {
      Decision.Taken taken = trade.taken();
      double exitFill = taken.exitFill();
      double change = trade.side() * taken.quantity() * (exitFill - taken.entryFill());
      moved[trade.entryDay() - firstDay] -= trade.value() + taken.entryPaid();
      moved[trade.exitDay() - firstDay] +=
          trade.value() + change - taken.exitPaid() - taken.holdingPaid();
      for (int day = trade.entryDay(); day < trade.exitDay(); day++) {
        double close = closes.get(key(trade)).at(day);
        held[day - firstDay] +=
            trade.value()
                + trade.side() * taken.quantity() * (close - taken.entryFill())
                - taken.heldByDay().get(day - trade.entryDay());
      }
    }
    double[] equity = new double[days];
    double cash = cell.portfolio().initialCash();
    for (int day = 0; day < days; day++) {
      cash += moved[day];
      equity[day] = cash + held[day];
    }
    return equity;
  }

  private static String key(Trade trade) {
    return ListingCloses.key(
        trade.offered().exchange(), trade.offered().pair(), trade.made().listing());
  }

  private void figuresOfTrades(Map<String, Double> metrics, double[] equity) {
    double gross = 0;
    double costs = 0;
    double net = 0;
    double won = 0;
    double lost = 0;
    double traded = 0;
    double grossReturns = 0;
    double netReturns = 0;
    long wins = 0;
    long longs = 0;
    long ambiguous = 0;
    long bars = 0;
    long covered = 0;
    long lastExit = 0;
    Map<String, Double> byCost = new TreeMap<>();
    cell.portfolio().costs().forEach(cost -> byCost.put(Registry.nameOf(cost), 0.0));
    for (Trade trade : trades) {
      double profit = trade.netProfit();
      double notional = trade.taken().quantity() * trade.made().entryPrice();
      gross += trade.grossProfit();
      costs += trade.totalCosts();
      net += profit;
      won += Math.max(profit, 0);
      lost -= Math.min(profit, 0);
      traded += trade.taken().quantity() * (trade.taken().entryFill() + trade.taken().exitFill());
      grossReturns += trade.grossProfit() / notional;
      netReturns += profit / notional;
      wins += profit > 0 ? 1 : 0;
      longs += trade.side() == 1 ? 1 : 0;
      ambiguous += trade.made().ambiguous() ? 1 : 0;
      bars += trade.made().barsHeld();
      covered +=
          Math.max(0, trade.made().exitTime() - Math.max(trade.made().entryTime(), lastExit));
      lastExit = Math.max(lastExit, trade.made().exitTime());
      for (TradeCost cost : trade.taken().costs()) {
        byCost.merge(cost.cost(), cost.entry() + cost.exit() + cost.held(), Double::sum);
      }
    }
    int count = trades.size();
    double meanEquity = 0;
    for (double each : equity) {
      meanEquity += each / equity.length;
    }
    put(metrics, BacktestMetric.GROSS_PROFIT, gross);
    put(metrics, BacktestMetric.TOTAL_COSTS, costs);
    put(metrics, BacktestMetric.NET_PROFIT, net);
    put(metrics, BacktestMetric.TRADES, count);
    put(metrics, BacktestMetric.LONG_TRADES, (double) longs);
    put(metrics, BacktestMetric.SHORT_TRADES, (double) (count - longs));
    put(metrics, BacktestMetric.WIN_RATE, (double) wins / count);
    put(metrics, BacktestMetric.PROFIT_FACTOR, won / lost);
    put(metrics, BacktestMetric.EXPECTANCY, net / count);
    put(metrics, BacktestMetric.GROSS_EXPECTANCY_RETURN, grossReturns / count);
    put(metrics, BacktestMetric.NET_EXPECTANCY_RETURN, netReturns / count);
    put(metrics, BacktestMetric.AVERAGE_BARS_HELD, (double) bars / count);
    put(metrics, BacktestMetric.AMBIGUOUS_TRADES, (double) ambiguous);
    put(metrics, BacktestMetric.EXPOSURE, covered / ((double) EpochMicros.PER_DAY * equity.length));
    put(metrics, BacktestMetric.TURNOVER, traded / meanEquity);
    put(metrics, BacktestMetric.CANDIDATES, (double) candidates);
    for (BacktestMetric each : SKIPS) {
      String outcome = each.metricName().substring("skipped_".length());
      put(metrics, each, (double) skipped.getOrDefault(outcome, 0L));
    }
    cell.portfolio()
        .protections()
        .forEach(
            each ->
                metrics.put(
                    BacktestMetric.ofProtection(Registry.nameOf(each)),
                    (double) skipped.getOrDefault(Registry.nameOf(each), 0L)));
    byCost.forEach((name, paid) -> metrics.put(BacktestMetric.ofCost(name), paid));
  }

  private static final List<BacktestMetric> SKIPS =
      List.of(
          BacktestMetric.SKIPPED_LAPSED,
          BacktestMetric.SKIPPED_EXPIRED,
          BacktestMetric.SKIPPED_SIDE,
          BacktestMetric.SKIPPED_PAIR_OPEN,
          BacktestMetric.SKIPPED_NO_SLOT,
          BacktestMetric.SKIPPED_NO_CASH);

  /** Adds a figure unless it is undefined. */
  static void put(Map<String, Double> metrics, BacktestMetric metric, double value) {
    if (Double.isFinite(value)) {
      metrics.put(metric.metricName(), value);
    }
  }
}
