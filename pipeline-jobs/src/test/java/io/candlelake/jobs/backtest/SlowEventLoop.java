package io.candlelake.jobs.backtest;

import io.candlelake.common.config.Config.Backtest.Sides;
import io.candlelake.common.setting.Registry;
import io.candlelake.common.strategy.BreakEvenExit;
import io.candlelake.common.strategy.CoolDown;
import io.candlelake.common.strategy.DistanceUnit;
import io.candlelake.common.strategy.DrawdownGuard;
import io.candlelake.common.strategy.LimitOrder;
import io.candlelake.common.strategy.LowProfitGuard;
import io.candlelake.common.strategy.MarketOrder;
import io.candlelake.common.strategy.MinimalReturnExit;
import io.candlelake.common.strategy.MovingExit;
import io.candlelake.common.strategy.Protection;
import io.candlelake.common.strategy.StopLossGuard;
import io.candlelake.common.strategy.TrailingStopExit;
import io.candlelake.jobs.backtest.Market.Candle;
import io.candlelake.jobs.backtest.Market.Costs;
import io.candlelake.jobs.backtest.Market.End;
import io.candlelake.jobs.backtest.Market.Signal;
import io.candlelake.jobs.backtest.SlowCosts.Asked;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The backtest once more, written apart from its code from {@code docs/backtest.md} alone: one
 * portfolio walks hour by hour over all pairs. Slow and obvious on purpose.
 */
final class SlowEventLoop {
  private static final int NEVER = Integer.MIN_VALUE;

  /**
   * A price at which a position is left.
   *
   * @param price NaN for none
   */
  record ExitLevel(double price, String reason) {
    static final ExitLevel NONE = new ExitLevel(Double.NaN, "none");
  }

  /**
   * An order that a candle fills.
   *
   * @param inside whether it is filled after the candle's open
   */
  record FilledOrder(Signal signal, Candle candle, double price, boolean inside) {}

  /**
   * A trade that has been paid out.
   *
   * @param equity cash and the cost of what is open, then
   */
  record PaidTrade(Trade trade, double equity) {}

  /** A position, and once it is left, a trade. */
  static final class Trade {
    final String pair;
    final int listing;
    final int side;
    final Instant decidedAt;
    final int entryHour;
    final double entryPrice;
    final double quantity;
    final double paidPrice;
    final Map<String, Asked> asked;
    final double entryFee;
    final Map<String, Double> costs = new TreeMap<>();
    final double expectedVolatility;
    final boolean enteredInside;
    final List<MovingExit> exits;
    final double stopPrice;
    final double targetPrice;
    final int leaveHour;
    double best = Double.NaN;
    int barsHeld;
    int flaggedCandles;
    int rejectedCandles;
    boolean leftAtOpen;
    int exitHour;
    double exitPrice;
    String exitReason;
    boolean ambiguous;
    double paidBack;
    double netProfit;

    Trade(FilledOrder order, double money, Map<String, Asked> asked, List<MovingExit> exits) {
      Signal signal = order.signal();
      double price = order.price();
      this.pair = signal.pair();
      this.listing = order.candle().listing();
      this.side = signal.side();
      this.decidedAt = signal.decidedAt();
      this.entryHour = order.candle().hour();
      this.entryPrice = price;
      this.asked = asked;
      this.expectedVolatility = signal.expectedVolatility();
      this.enteredInside = order.inside();
      this.exits = exits;
      double slippage = asked.values().stream().mapToDouble(Asked::slippage).sum();
      this.paidPrice = side > 0 ? price + price * slippage : price - price * slippage;
      this.quantity = money / paidPrice;
      this.entryFee =
          asked.values().stream().mapToDouble(cost -> cost.fee() * quantity * paidPrice).sum();
      asked.forEach(
          (name, cost) ->
              costs.put(
                  name, quantity * price * cost.slippage() + quantity * paidPrice * cost.fee()));
      this.stopPrice = price * (1 - side * signal.stop());
      this.targetPrice = price * (1 + side * signal.target());
      this.leaveHour = entryHour + signal.holdingBars();
    }

    /** The nearest stop in the candle of that hour. */
    ExitLevel stop(int hour) {
      ExitLevel nearest = new ExitLevel(stopPrice, "stop");
      for (MovingExit exit : exits) {
        if (!(exit instanceof MinimalReturnExit)) {
          ExitLevel other = new ExitLevel(level(exit, hour), Registry.nameOf(exit));
          boolean nearer = side * other.price() > side * nearest.price();
          nearest = Double.isNaN(nearest.price()) || nearer ? other : nearest;
        }
      }
      return nearest;
    }

    /** The nearest target in the candle of that hour. */
    ExitLevel target(int hour) {
      ExitLevel nearest = new ExitLevel(targetPrice, "target");
      for (MovingExit exit : exits) {
        if (exit instanceof MinimalReturnExit) {
          ExitLevel other = new ExitLevel(level(exit, hour), Registry.nameOf(exit));
          boolean nearer = side * other.price() < side * nearest.price();
          nearest = Double.isNaN(nearest.price()) || nearer ? other : nearest;
        }
      }
      return nearest;
    }

    /** Where a moving exit is in the candle of that hour, NaN for nowhere. */
    private double level(MovingExit exit, int hour) {
      // NaN, which no activation is met by, as long as there is no best price.
      double bestReturn = side * (best / entryPrice - 1);
      if (exit instanceof TrailingStopExit trailing) {
        double activation = fraction(trailing.activation(), trailing.unit(), expectedVolatility);
        double distance = fraction(trailing.distance(), trailing.unit(), expectedVolatility);
        return bestReturn >= activation ? best * (1 - side * distance) : Double.NaN;
      }
      if (exit instanceof BreakEvenExit breakEven) {
        double activation = fraction(breakEven.activation(), breakEven.unit(), expectedVolatility);
        double gain = fraction(breakEven.gain(), breakEven.unit(), expectedVolatility);
        return bestReturn >= activation ? entryPrice * (1 + side * gain) : Double.NaN;
      }
      if (exit instanceof MinimalReturnExit minimal) {
        int dueSince = -1;
        double gain = Double.NaN;
        for (Map.Entry<String, Double> row : minimal.table().entrySet()) {
          int since = Integer.parseInt(row.getKey());
          if (since <= hour - entryHour && since > dueSince) {
            dueSince = since;
            gain = row.getValue();
          }
        }
        return entryPrice * (1 + side * gain);
      }
      throw new IllegalStateException("the event loop does not know " + exit);
    }

    double collateral() {
      return quantity * paidPrice;
    }

    double valueAt(double price) {
      return side > 0 ? quantity * price : collateral() + quantity * (paidPrice - price);
    }

    @Override
    public String toString() {
      return String.join(
          " ",
          pair,
          side > 0 ? "long" : "short",
          decidedAt.toString(),
          Market.at(entryHour).toString(),
          Double.toString(entryPrice),
          Market.at(exitHour).toString(),
          Double.toString(exitPrice),
          exitReason,
          ambiguous ? "ambiguous" : "clear",
          Integer.toString(barsHeld),
          Integer.toString(flaggedCandles),
          Integer.toString(rejectedCandles));
    }
  }

  private final BacktestCell cell;
  private final Execution execution;
  private final List<Costs> books;
  private final int hours;
  private final double delistingLoss;
  private final List<Candle> all;
  private final List<End> ends;
  private final Map<String, Candle> candles = new HashMap<>();
  private final Map<String, Integer> listings = new HashMap<>();
  private final List<String> pairs;
  private final List<Signal> waiting;
  private final List<Signal> exitSignals;
  private final Map<String, Trade> positions = new TreeMap<>();
  private final List<Trade> ended = new ArrayList<>();
  private final List<PaidTrade> paidOut = new ArrayList<>();
  private final Map<String, Double> lastClose = new HashMap<>();
  final List<Trade> trades = new ArrayList<>();
  final Map<String, Integer> skipped = new TreeMap<>();
  final Map<Instant, Double> equityAtDayEnd = new LinkedHashMap<>();
  final Map<Instant, Double> cashAtDayEnd = new LinkedHashMap<>();
  private double cash;

  SlowEventLoop(RandomCase world, int hours, double delistingLoss) {
    this.cell = world.cell();
    this.execution = world.execution();
    this.books = world.costs();
    this.hours = hours;
    this.delistingLoss = delistingLoss;
    this.all = world.candles();
    this.ends = world.ends();
    this.cash = cell.initialCash();
    List<Candle> market = all;
    List<Signal> signals = world.signals();
    market.stream().filter(Candle::isReal).forEach(c -> candles.put(key(c.pair(), c.hour()), c));
    market.forEach(c -> listings.put(key(c.pair(), c.hour()), c.listing()));
    this.pairs = market.stream().map(Candle::pair).distinct().sorted().toList();
    this.waiting = new ArrayList<>(signals.stream().filter(s -> s.kind().equals("entry")).toList());
    this.exitSignals = signals.stream().filter(s -> s.kind().equals("exit")).toList();
  }

  void run() {
    for (int hour = 0; hour < hours; hour++) {
      leaveAtOpen(hour);
      payOut();
      enter(hour);
      touchInside(hour);
      rememberPrices(hour);
      leaveWhatEnded(hour + 1);
      if ((hour + 1) % 24 == 0) {
        if (hour + 1 == hours) {
          leaveAtEnd();
        }
        markToMarket(hour + 1);
      }
    }
    waiting.forEach(signal -> skip(execution.order() instanceof LimitOrder ? "expired" : "lapsed"));
  }

  private void leaveAtOpen(int hour) {
    for (String pair : pairs) {
      Trade position = positions.get(pair);
      Candle candle = candles.get(key(pair, hour));
      if (position == null || candle == null || candle.listing() != position.listing) {
        continue;
      }
      double open = candle.open();
      int side = position.side;
      ExitLevel stop = position.stop(hour);
      ExitLevel target = position.target(hour);
      position.leftAtOpen = true;
      if (hour >= position.leaveHour) {
        leave(position, hour, hour / 24, open, "time");
      } else if (exitWasSignalled(position, hour)) {
        leave(position, hour, hour / 24, open, "signal");
      } else if (side > 0 ? open <= stop.price() : open >= stop.price()) {
        leave(position, hour, hour / 24, open, stop.reason());
      } else if (side > 0 ? open >= target.price() : open <= target.price()) {
        leave(position, hour, hour / 24, open, target.reason());
      } else {
        position.leftAtOpen = false;
      }
    }
  }

  private boolean exitWasSignalled(Trade position, int hour) {
    for (Signal exit : exitSignals) {
      int decided = exit.hour() + 1;
      if (exit.pair().equals(position.pair)
          && exit.side() == position.side
          && decided > position.entryHour
          && decided + execution.latencyBars() <= hour) {
        return true;
      }
    }
    return false;
  }

  /** All that ended by now is paid out at the same instant, what was entered first before. */
  private void payOut() {
    ended.sort(Comparator.comparing(trades::indexOf));
    for (Trade trade : List.copyOf(ended)) {
      ended.remove(trade);
      cash += trade.paidBack;
      paidOut.add(new PaidTrade(trade, bookEquity()));
    }
  }

  private double bookEquity() {
    double equity = cash;
    for (Trade position : positions.values()) {
      equity += position.collateral();
    }
    for (Trade position : ended) {
      equity += position.collateral();
    }
    return equity;
  }

  private void enter(int hour) {
    List<FilledOrder> filled = new ArrayList<>();
    for (Signal signal : List.copyOf(waiting)) {
      int arrival = signal.hour() + 1 + execution.latencyBars();
      if (hour < arrival) {
        continue;
      }
      if (execution.order() instanceof MarketOrder) {
        fillAtOpen(signal, arrival, hour, filled);
      } else if (execution.order() instanceof LimitOrder limit) {
        fillAtLimit(signal, limit, arrival, hour, filled);
      } else {
        throw new IllegalStateException("the event loop does not know " + execution.order());
      }
    }
    filled.sort(
        Comparator.comparing((FilledOrder order) -> -order.signal().probability())
            .thenComparing(order -> order.signal().pair())
            .thenComparing(order -> -order.signal().hour()));
    filled.forEach(this::enter);
  }

  private void fillAtOpen(Signal signal, int arrival, int hour, List<FilledOrder> filled) {
    Candle candle = candles.get(key(signal.pair(), hour));
    if (candle == null) {
      return;
    }
    waiting.remove(signal);
    if (candle.listing() == listingAt(signal) && hour < arrival + signal.holdingBars()) {
      filled.add(new FilledOrder(signal, candle, candle.open(), false));
    } else {
      skip("lapsed");
    }
  }

  private void fillAtLimit(
      Signal signal, LimitOrder limit, int arrival, int hour, List<FilledOrder> filled) {
    if (hour >= arrival + Math.min(limit.expiryBars(), signal.holdingBars())) {
      waiting.remove(signal);
      skip("expired");
      return;
    }
    Candle candle = candles.get(key(signal.pair(), hour));
    if (candle == null || candle.listing() != listingAt(signal)) {
      return;
    }
    int side = signal.side();
    double price = limitPrice(signal, limit);
    double furthest = side > 0 ? candle.low() : candle.high();
    if (side * candle.open() < side * price) {
      waiting.remove(signal);
      filled.add(new FilledOrder(signal, candle, candle.open(), false));
    } else if (side * furthest < side * price) {
      waiting.remove(signal);
      filled.add(new FilledOrder(signal, candle, price, true));
    }
  }

  /** From the last real close by the decision; NaN, which nothing trades through, before any. */
  private double limitPrice(Signal signal, LimitOrder limit) {
    double distance = fraction(limit.distance(), limit.unit(), signal.expectedVolatility());
    for (int hour = signal.hour(); hour >= 0; hour--) {
      Candle candle = candles.get(key(signal.pair(), hour));
      if (candle != null && candle.listing() == listingAt(signal)) {
        return candle.close() * (1 - signal.side() * distance);
      }
    }
    return Double.NaN;
  }

  private void enter(FilledOrder order) {
    Signal signal = order.signal();
    int hour = order.candle().hour();
    if (signal.side() < 0 && cell.sides() == Sides.LONG) {
      skip("side");
      return;
    }
    if (positions.containsKey(signal.pair())) {
      skip("pair_open");
      return;
    }
    for (Protection protection : cell.protections()) {
      if (forbids(protection, signal.pair(), hour)) {
        skip(Registry.nameOf(protection));
        return;
      }
    }
    if (positions.size() == cell.maxOpenPositions()) {
      skip("no_slot");
      return;
    }
    double wanted = signal.size() * bookEquity();
    int day = hour / 24;
    double fees =
        SlowCosts.of(cell, books, signal.pair(), signal.side(), day, wanted).values().stream()
            .mapToDouble(Asked::fee)
            .sum();
    double affordable = cash / (1 + fees);
    double money = Math.min(wanted, affordable);
    if (money <= 0 || money < wanted / 10) {
      skip("no_cash");
      return;
    }
    Map<String, Asked> asked = SlowCosts.of(cell, books, signal.pair(), signal.side(), day, money);
    Trade position = new Trade(order, money, asked, execution.exits());
    cash -= position.collateral() + position.entryFee;
    positions.put(position.pair, position);
    trades.add(position);
  }

  /** Whether an earlier exit makes the protection forbid the pair at that hour. */
  private boolean forbids(Protection protection, String pair, int hour) {
    int until = NEVER;
    for (int i = 1; i <= paidOut.size(); i++) {
      int pausedUntil = pausedUntil(protection, pair, paidOut.subList(0, i));
      until = pausedUntil == NEVER ? until : pausedUntil;
    }
    return hour < until;
  }

  /** Until when the last of these exits pauses the pair. */
  private static int pausedUntil(Protection protection, String pair, List<PaidTrade> exits) {
    PaidTrade last = exits.get(exits.size() - 1);
    int hour = last.trade().exitHour;
    boolean ofPair = last.trade().pair.equals(pair);
    if (protection instanceof CoolDown coolDown) {
      return ofPair ? hour + coolDown.bars() : NEVER;
    }
    if (protection instanceof StopLossGuard guard) {
      boolean together = guard.scope() == StopLossGuard.Scope.ALL;
      int stopped = 0;
      for (PaidTrade exit : within(exits, guard.lookbackBars())) {
        boolean counts = together || exit.trade().pair.equals(pair);
        stopped += counts && wasStoppedAtLoss(exit.trade()) ? 1 : 0;
      }
      boolean counts = together || ofPair;
      boolean pauses = counts && wasStoppedAtLoss(last.trade()) && stopped >= guard.trades();
      return pauses ? hour + guard.pauseBars() : NEVER;
    }
    if (protection instanceof DrawdownGuard guard) {
      double greatest = last.equity();
      for (PaidTrade exit : within(exits, guard.lookbackBars())) {
        greatest = Math.max(greatest, exit.equity());
      }
      double drawdown = (greatest - last.equity()) / greatest;
      return drawdown >= guard.drawdown() ? hour + guard.pauseBars() : NEVER;
    }
    if (protection instanceof LowProfitGuard guard) {
      int count = 0;
      double sum = 0;
      for (PaidTrade exit : within(exits, guard.lookbackBars())) {
        if (exit.trade().pair.equals(pair)) {
          count++;
          sum += exit.trade().netProfit / exit.trade().collateral();
        }
      }
      boolean pauses = ofPair && count >= guard.trades() && sum < guard.profit();
      return pauses ? hour + guard.pauseBars() : NEVER;
    }
    throw new IllegalStateException("the event loop does not know " + protection);
  }

  /** Those of the exits that lie less than so many hours before the last of them. */
  private static List<PaidTrade> within(List<PaidTrade> exits, int lookback) {
    int last = exits.get(exits.size() - 1).trade().exitHour;
    return exits.stream().filter(exit -> exit.trade().exitHour > last - lookback).toList();
  }

  private static boolean wasStoppedAtLoss(Trade trade) {
    boolean stopped = List.of("stop", "break-even", "trailing-stop").contains(trade.exitReason);
    return stopped && trade.netProfit < 0;
  }

  private void touchInside(int hour) {
    for (String pair : pairs) {
      Trade position = positions.get(pair);
      Candle candle = candles.get(key(pair, hour));
      if (position == null || candle == null || candle.listing() != position.listing) {
        continue;
      }
      position.barsHeld++;
      ExitLevel stop = position.stop(hour);
      // Nobody knows whether a target was touched before the fill inside the same candle.
      boolean mayReachTarget = !position.enteredInside || hour > position.entryHour;
      ExitLevel target = mayReachTarget ? position.target(hour) : ExitLevel.NONE;
      boolean touchesStop =
          position.side > 0 ? candle.low() <= stop.price() : candle.high() >= stop.price();
      boolean touchesTarget =
          position.side > 0 ? candle.high() >= target.price() : candle.low() <= target.price();
      if (touchesStop) {
        position.ambiguous = touchesTarget;
        leave(position, hour + 1, hour / 24, stop.price(), stop.reason());
      } else if (touchesTarget) {
        leave(position, hour + 1, hour / 24, target.price(), target.reason());
      }
    }
  }

  /** Whoever holds what no longer exists has what it was worth last, or less. */
  private void leaveWhatEnded(int hour) {
    for (Trade position : List.copyOf(positions.values())) {
      for (End end : ends) {
        if (end.pair().equals(position.pair)
            && end.listing() == position.listing
            && end.knownAt() == hour) {
          double close = lastClose.get(position.pair + position.listing);
          double price = close * (1 - position.side * delistingLoss);
          leave(position, hour, (hour - 1) / 24, price, "delisted");
        }
      }
    }
  }

  private void leaveAtEnd() {
    for (Trade position : List.copyOf(positions.values())) {
      double close = lastClose.get(position.pair + position.listing);
      leave(position, hours, (hours - 1) / 24, close, "end");
    }
  }

  private int listingAt(Signal signal) {
    return listings.get(key(signal.pair(), signal.hour()));
  }

  /** What of the position's candles was flagged, and what was received and not seen. */
  private void countDoubtful(Trade position) {
    boolean atClose = List.of("end", "delisted").contains(position.exitReason);
    // The candle left in: the one that opens then, or the one that closes then.
    int last = position.leftAtOpen ? position.exitHour : position.exitHour - 1;
    for (Candle candle : all) {
      boolean held =
          candle.pair().equals(position.pair)
              && candle.listing() == position.listing
              && candle.hour() >= position.entryHour
              && (atClose || candle.hour() <= last);
      position.flaggedCandles += held && candle.isFlagged() ? 1 : 0;
      position.rejectedCandles += held && candle.quality().contains("rejected") ? 1 : 0;
    }
  }

  /** The position is no more; its money comes with the next payout. */
  private void leave(Trade position, int hour, int day, double price, String reason) {
    double quantity = position.quantity;
    Map<String, Asked> asked =
        SlowCosts.of(cell, books, position.pair, position.side, day, quantity * price);
    double slippage = asked.values().stream().mapToDouble(Asked::slippage).sum();
    double got = position.side > 0 ? price - price * slippage : price + price * slippage;
    position.exitHour = hour;
    position.exitPrice = price;
    position.exitReason = reason;
    countDoubtful(position);
    asked.forEach(
        (name, cost) ->
            position.costs.merge(
                name,
                quantity * price * cost.slippage()
                    + quantity * got * cost.fee()
                    + cost.holding().between(position.entryHour, hour) * position.collateral(),
                Double::sum));
    double exitFee = asked.values().stream().mapToDouble(cost -> cost.fee()).sum() * quantity * got;
    position.paidBack = position.valueAt(got) - exitFee - heldUntil(position, hour);
    position.netProfit = position.paidBack - position.collateral() - position.entryFee;
    positions.remove(position.pair);
    ended.add(position);
  }

  /** What holding the position has cost until that hour. */
  private static double heldUntil(Trade position, int hour) {
    double fraction = 0;
    for (Asked cost : position.asked.values()) {
      fraction += cost.holding().between(position.entryHour, hour);
    }
    return fraction * position.collateral();
  }

  private void rememberPrices(int hour) {
    for (String pair : pairs) {
      Candle candle = candles.get(key(pair, hour));
      if (candle == null) {
        continue;
      }
      lastClose.put(pair + candle.listing(), candle.close());
      Trade position = positions.get(pair);
      if (position != null && candle.listing() == position.listing) {
        double extreme = position.side > 0 ? candle.high() : candle.low();
        boolean better = position.side * extreme > position.side * position.best;
        position.best = Double.isNaN(position.best) || better ? extreme : position.best;
      }
    }
  }

  private void markToMarket(int hour) {
    double cashThen = cash;
    for (Trade position : ended) {
      cashThen += position.paidBack;
    }
    double equity = cashThen;
    for (Trade position : positions.values()) {
      equity +=
          position.valueAt(lastClose.get(position.pair + position.listing))
              - heldUntil(position, hour);
    }
    cashAtDayEnd.put(Market.at(hour), cashThen);
    equityAtDayEnd.put(Market.at(hour), equity);
  }

  private void skip(String why) {
    skipped.merge(why, 1, Integer::sum);
  }

  /** A distance as a fraction of the price. */
  private static double fraction(double distance, DistanceUnit unit, double expectedVolatility) {
    return unit == DistanceUnit.VOLATILITIES ? distance * expectedVolatility : distance;
  }

  private static String key(String pair, int hour) {
    return pair + "@" + hour;
  }
}
