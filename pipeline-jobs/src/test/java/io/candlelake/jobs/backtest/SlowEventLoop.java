package io.candlelake.jobs.backtest;

import io.candlelake.common.config.Config.Backtest.Sides;
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
 * The backtest once more, written apart from the SQL from {@code docs/backtest.md} alone: one
 * portfolio walks hour by hour over all pairs. Slow and obvious on purpose.
 */
final class SlowEventLoop {
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
    final double stopPrice;
    final double targetPrice;
    final int leaveHour;
    int barsHeld;
    int flaggedCandles;
    int rejectedCandles;
    boolean leftAtOpen;
    Instant exitTime;
    double exitPrice;
    String exitReason;
    boolean ambiguous;
    double netProfit;

    Trade(
        Signal signal,
        int listing,
        int hour,
        double price,
        double money,
        Map<String, Asked> asked) {
      this.pair = signal.pair();
      this.listing = listing;
      this.side = signal.side();
      this.decidedAt = signal.decidedAt();
      this.entryHour = hour;
      this.entryPrice = price;
      this.asked = asked;
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
      this.leaveHour = hour + signal.holdingBars();
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
          exitTime.toString(),
          Double.toString(exitPrice),
          exitReason,
          ambiguous ? "ambiguous" : "clear",
          Integer.toString(barsHeld),
          Integer.toString(flaggedCandles),
          Integer.toString(rejectedCandles));
    }
  }

  private final BacktestCell cell;
  private final List<Costs> books;
  private final int hours;
  private final double delistingLoss;
  private final List<Candle> all;
  private final List<End> ends;
  private final Map<String, Candle> candles = new HashMap<>();
  private final List<String> pairs;
  private final List<Signal> waiting;
  private final List<Signal> exitSignals;
  private final Map<String, Trade> positions = new TreeMap<>();
  private final Map<String, Double> lastClose = new HashMap<>();
  final List<Trade> trades = new ArrayList<>();
  final Map<String, Integer> skipped = new TreeMap<>();
  final Map<Instant, Double> equityAtDayEnd = new LinkedHashMap<>();
  final Map<Instant, Double> cashAtDayEnd = new LinkedHashMap<>();
  private double cash;

  SlowEventLoop(RandomCase world, int hours, double delistingLoss) {
    this.cell = world.cell();
    this.books = world.costs();
    this.hours = hours;
    this.delistingLoss = delistingLoss;
    this.all = world.candles();
    this.ends = world.ends();
    this.cash = cell.initialCash();
    List<Candle> market = all;
    List<Signal> signals = world.signals();
    market.stream().filter(Candle::isReal).forEach(c -> candles.put(key(c.pair(), c.hour()), c));
    this.pairs = market.stream().map(Candle::pair).distinct().sorted().toList();
    this.waiting = new ArrayList<>(signals.stream().filter(s -> s.kind().equals("entry")).toList());
    this.exitSignals = signals.stream().filter(s -> s.kind().equals("exit")).toList();
  }

  void run() {
    for (int hour = 0; hour < hours; hour++) {
      leaveAtOpen(hour);
      enterAtOpen(hour);
      touchInside(hour);
      rememberCloses(hour);
      leaveWhatEnded(hour + 1);
      if ((hour + 1) % 24 == 0) {
        if (hour + 1 == hours) {
          leaveAtEnd();
        }
        markToMarket(hour + 1);
      }
    }
    waiting.forEach(signal -> skip("lapsed"));
  }

  private void leaveAtOpen(int hour) {
    for (String pair : pairs) {
      Trade position = positions.get(pair);
      Candle candle = candles.get(key(pair, hour));
      if (position == null || candle == null || candle.listing() != position.listing) {
        continue;
      }
      double open = candle.open();
      position.leftAtOpen = true;
      if (hour >= position.leaveHour) {
        leave(position, Market.at(hour), hour / 24, open, "time");
      } else if (exitWasSignalled(position, hour)) {
        leave(position, Market.at(hour), hour / 24, open, "signal");
      } else if (position.side > 0 ? open <= position.stopPrice : open >= position.stopPrice) {
        leave(position, Market.at(hour), hour / 24, open, "stop");
      } else if (position.side > 0 ? open >= position.targetPrice : open <= position.targetPrice) {
        leave(position, Market.at(hour), hour / 24, open, "target");
      } else {
        position.leftAtOpen = false;
      }
    }
  }

  private boolean exitWasSignalled(Trade position, int hour) {
    for (Signal exit : exitSignals) {
      if (exit.pair().equals(position.pair)
          && exit.side() == position.side
          && exit.hour() + 1 > position.entryHour
          && exit.hour() + 1 <= hour) {
        return true;
      }
    }
    return false;
  }

  private void enterAtOpen(int hour) {
    List<Signal> due = new ArrayList<>();
    for (Signal signal : List.copyOf(waiting)) {
      int decided = signal.hour() + 1;
      boolean tradable = candles.containsKey(key(signal.pair(), hour));
      if (decided <= hour && tradable) {
        waiting.remove(signal);
        boolean sameSeries = listingAt(signal) == candles.get(key(signal.pair(), hour)).listing();
        if (sameSeries && hour < decided + signal.holdingBars()) {
          due.add(signal);
        } else {
          skip("lapsed");
        }
      }
    }
    due.sort(
        Comparator.comparing((Signal s) -> -s.probability())
            .thenComparing(Signal::pair)
            .thenComparing(s -> -s.hour()));
    for (Signal signal : due) {
      enter(signal, hour, candles.get(key(signal.pair(), hour)).open());
    }
  }

  private void enter(Signal signal, int hour, double price) {
    if (signal.side() < 0 && cell.sides() == Sides.LONG) {
      skip("side");
      return;
    }
    if (positions.containsKey(signal.pair())) {
      skip("pair_open");
      return;
    }
    if (positions.size() == cell.maxOpenPositions()) {
      skip("no_slot");
      return;
    }
    double equity = cash;
    for (Trade position : positions.values()) {
      equity += position.collateral();
    }
    double wanted = signal.size() * equity;
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
    Trade position =
        new Trade(
            signal,
            candles.get(key(signal.pair(), hour)).listing(),
            hour,
            price,
            money,
            SlowCosts.of(cell, books, signal.pair(), signal.side(), day, money));
    cash -= position.collateral() + position.entryFee;
    positions.put(position.pair, position);
    trades.add(position);
  }

  private void touchInside(int hour) {
    for (String pair : pairs) {
      Trade position = positions.get(pair);
      Candle candle = candles.get(key(pair, hour));
      if (position == null || candle == null || candle.listing() != position.listing) {
        continue;
      }
      position.barsHeld++;
      boolean stop =
          position.side > 0
              ? candle.low() <= position.stopPrice
              : candle.high() >= position.stopPrice;
      boolean target =
          position.side > 0
              ? candle.high() >= position.targetPrice
              : candle.low() <= position.targetPrice;
      if (stop) {
        position.ambiguous = target;
        leave(position, Market.at(hour + 1), hour / 24, position.stopPrice, "stop");
      } else if (target) {
        leave(position, Market.at(hour + 1), hour / 24, position.targetPrice, "target");
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
          leave(position, Market.at(hour), (hour - 1) / 24, price, "delisted");
        }
      }
    }
  }

  private void leaveAtEnd() {
    for (Trade position : List.copyOf(positions.values())) {
      double close = lastClose.get(position.pair + position.listing);
      leave(position, Market.at(hours), (hours - 1) / 24, close, "end");
    }
  }

  private int listingAt(Signal signal) {
    return all.stream()
        .filter(c -> c.pair().equals(signal.pair()) && c.hour() == signal.hour())
        .mapToInt(Candle::listing)
        .findFirst()
        .orElseThrow();
  }

  /** What of the position's candles was flagged, and what was received and not seen. */
  private void countDoubtful(Trade position, Instant time, String reason) {
    boolean atClose = reason.equals("end") || reason.equals("delisted");
    for (Candle candle : all) {
      boolean held =
          candle.pair().equals(position.pair)
              && candle.listing() == position.listing
              && candle.hour() >= position.entryHour
              && (atClose || !candle.openTime().isAfter(lastCandle(position, time)));
      position.flaggedCandles += held && candle.isFlagged() ? 1 : 0;
      position.rejectedCandles += held && candle.quality().contains("rejected") ? 1 : 0;
    }
  }

  /** The candle left in: the one that opens then, or the one that closes then. */
  private static Instant lastCandle(Trade position, Instant time) {
    return position.leftAtOpen ? time : time.minus(Market.STEP);
  }

  private void leave(Trade position, Instant time, int day, double price, String reason) {
    double quantity = position.quantity;
    Map<String, Asked> asked =
        SlowCosts.of(cell, books, position.pair, position.side, day, quantity * price);
    double slippage = asked.values().stream().mapToDouble(Asked::slippage).sum();
    double got = position.side > 0 ? price - price * slippage : price + price * slippage;
    position.exitTime = time;
    position.exitPrice = price;
    position.exitReason = reason;
    countDoubtful(position, time, reason);
    double days = daysHeld(position, time);
    asked.forEach(
        (name, cost) ->
            position.costs.merge(
                name,
                quantity * price * cost.slippage()
                    + quantity * got * cost.fee()
                    + days * cost.perDay() * position.collateral(),
                Double::sum));
    double exitFee = asked.values().stream().mapToDouble(cost -> cost.fee()).sum() * quantity * got;
    double back = position.valueAt(got) - exitFee - heldUntil(position, time);
    position.netProfit = back - position.collateral() - position.entryFee;
    cash += back;
    positions.remove(position.pair);
  }

  private static double heldUntil(Trade position, Instant time) {
    double perDay = position.asked.values().stream().mapToDouble(Asked::perDay).sum();
    return daysHeld(position, time) * perDay * position.collateral();
  }

  private static double daysHeld(Trade position, Instant time) {
    return java.time.Duration.between(Market.at(position.entryHour), time).toHours() / 24.0;
  }

  private void rememberCloses(int hour) {
    for (String pair : pairs) {
      Candle candle = candles.get(key(pair, hour));
      if (candle != null) {
        lastClose.put(pair + candle.listing(), candle.close());
      }
    }
  }

  private void markToMarket(int hour) {
    double equity = cash;
    for (Trade position : positions.values()) {
      equity +=
          position.valueAt(lastClose.get(position.pair + position.listing))
              - heldUntil(position, Market.at(hour));
    }
    cashAtDayEnd.put(Market.at(hour), cash);
    equityAtDayEnd.put(Market.at(hour), equity);
  }

  private void skip(String why) {
    skipped.merge(why, 1, Integer::sum);
  }

  private static String key(String pair, int hour) {
    return pair + "@" + hour;
  }
}
