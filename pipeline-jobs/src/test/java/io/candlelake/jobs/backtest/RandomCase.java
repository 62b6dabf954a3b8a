package io.candlelake.jobs.backtest;

import io.candlelake.common.config.Config.Backtest.Sides;
import io.candlelake.common.cost.BookSlippageCost;
import io.candlelake.common.cost.BorrowCost;
import io.candlelake.common.cost.CostModel;
import io.candlelake.common.cost.CostModels;
import io.candlelake.common.cost.FeeCost;
import io.candlelake.common.cost.FundingCost;
import io.candlelake.common.cost.SlippageCost;
import io.candlelake.common.strategy.BreakEvenExit;
import io.candlelake.common.strategy.CoolDown;
import io.candlelake.common.strategy.DistanceUnit;
import io.candlelake.common.strategy.DrawdownGuard;
import io.candlelake.common.strategy.EntryOrder;
import io.candlelake.common.strategy.LimitOrder;
import io.candlelake.common.strategy.LowProfitGuard;
import io.candlelake.common.strategy.MarketOrder;
import io.candlelake.common.strategy.MinimalReturnExit;
import io.candlelake.common.strategy.MovingExit;
import io.candlelake.common.strategy.Protection;
import io.candlelake.common.strategy.StopLossGuard;
import io.candlelake.common.strategy.TrailingStopExit;
import io.candlelake.common.testing.RandomSettings;
import io.candlelake.jobs.backtest.Market.Candle;
import io.candlelake.jobs.backtest.Market.Costs;
import io.candlelake.jobs.backtest.Market.End;
import io.candlelake.jobs.backtest.Market.Signal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A small random world: jumpy candles with holes and filled-in ones, many signals, random costs and
 * limits; in every second one also latency, limit orders, moving exits and protections. Its
 * exchange is its name, and its cell has the same name, so that many worlds fit into one Spark job.
 */
record RandomCase(
    BacktestCell cell,
    Execution execution,
    List<Candle> candles,
    List<End> ends,
    List<Signal> signals,
    List<Costs> costs) {
  static final int HOURS = 96;

  /** Hours without a candle after which a pair counts as delisted. */
  private static final int SILENCE = 10;

  /** Without it the first bit that {@link Random} draws is the same for all small seeds. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  static RandomCase of(long seed) {
    Random random = new Random(SPREAD * seed);
    String name = "case-" + seed;
    boolean plain = random.nextBoolean();
    BacktestCell cell =
        new BacktestCell(
            name,
            pick(random, 1_000, 100_000),
            costs(
                seed,
                pick(random, 0, 0.001, 0.02),
                pick(random, 0, 0.0005, 0.01),
                pick(random, 0, 0.0001, 0.01)),
            1 + random.nextInt(4),
            random.nextInt(4) == 0 ? Sides.LONG : Sides.BOTH,
            plain ? List.of() : protections(random));
    Execution execution =
        plain ? new Execution(new MarketOrder(), 0, List.of()) : execution(random);
    List<Candle> candles = new ArrayList<>();
    List<End> ends = new ArrayList<>();
    List<Signal> signals = new ArrayList<>();
    int pairs = 1 + random.nextInt(4);
    double signalShare = pick(random, 0.02, 0.1, 0.4);
    double exitShare = pick(random, 0, 0.1);
    double size = pick(random, 0.1, 0.4, 1);
    for (int i = 0; i < pairs; i++) {
      addPair(
          random,
          name,
          (char) ('A' + i) + "-USDT",
          candles,
          ends,
          signals,
          signalShare,
          exitShare,
          size);
    }
    return new RandomCase(cell, execution, candles, ends, signals, costs(seed, name, pairs));
  }

  /** What was known of this case at the end of that many hours. */
  RandomCase before(int hours) {
    return new RandomCase(
        cell,
        execution,
        candles.stream().filter(candle -> candle.hour() < hours).toList(),
        ends.stream().filter(end -> end.knownAt() <= hours).toList(),
        signals.stream().filter(signal -> signal.hour() < hours).toList(),
        costs.stream().filter(day -> 24 * (day.day() + 1) <= hours).toList());
  }

  /** The same world with a portfolio that enters whatever happened before. */
  RandomCase withoutProtections() {
    BacktestCell unprotected =
        new BacktestCell(
            cell.name(),
            cell.initialCash(),
            cell.costs(),
            cell.maxOpenPositions(),
            cell.sides(),
            List.of());
    return new RandomCase(unprotected, execution, candles, ends, signals, costs);
  }

  private static Execution execution(Random random) {
    List<MovingExit> exits = new ArrayList<>();
    if (random.nextBoolean()) {
      exits.add(trailingStop(random));
    }
    if (random.nextBoolean()) {
      exits.add(breakEven(random));
    }
    if (random.nextBoolean()) {
      exits.add(minimalReturn(random));
    }
    Collections.shuffle(exits, random);
    EntryOrder order = random.nextBoolean() ? new MarketOrder() : limit(random);
    return new Execution(order, random.nextInt(4), exits);
  }

  private static LimitOrder limit(Random random) {
    int expiryBars = 1 + random.nextInt(6);
    return random.nextBoolean()
        ? new LimitOrder(pick(random, 0, 0.002, 0.01), DistanceUnit.FRACTION, expiryBars)
        : new LimitOrder(pick(random, 0, 0.1, 0.5), DistanceUnit.VOLATILITIES, expiryBars);
  }

  private static TrailingStopExit trailingStop(Random random) {
    return random.nextBoolean()
        ? new TrailingStopExit(
            pick(random, 0.003, 0.01, 0.03), pick(random, 0, 0.005, 0.02), DistanceUnit.FRACTION)
        : new TrailingStopExit(
            pick(random, 0.2, 1, 2), pick(random, 0, 0.5, 1.5), DistanceUnit.VOLATILITIES);
  }

  private static BreakEvenExit breakEven(Random random) {
    return random.nextBoolean()
        ? new BreakEvenExit(
            pick(random, 0.002, 0.01, 0.02), pick(random, 0, 0.002, 0.006), DistanceUnit.FRACTION)
        : new BreakEvenExit(
            pick(random, 0.2, 0.5, 1.5), pick(random, 0, 0.1, 0.4), DistanceUnit.VOLATILITIES);
  }

  private static MinimalReturnExit minimalReturn(Random random) {
    List<Map<String, Double>> tables =
        List.of(
            Map.of("0", 0.03, "6", 0.01, "20", 0.0),
            Map.of("2", 0.005, "10", 0.02),
            Map.of("0", 0.05, "3", -0.01));
    return new MinimalReturnExit(tables.get(random.nextInt(tables.size())));
  }

  /** Bounds that no sum of round numbers meets, so that rounding decides nothing. */
  private static List<Protection> protections(Random random) {
    List<Protection> protections = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      protections.add(new CoolDown(pauseBars(random)));
    }
    if (random.nextInt(3) == 0) {
      protections.add(
          new StopLossGuard(
              1 + random.nextInt(3),
              6 + random.nextInt(40),
              pauseBars(random),
              random.nextBoolean() ? StopLossGuard.Scope.ALL : StopLossGuard.Scope.PAIR));
    }
    if (random.nextInt(3) == 0) {
      double drawdown = pick(random, 0.00513, 0.03171);
      protections.add(new DrawdownGuard(drawdown, 6 + random.nextInt(90), pauseBars(random)));
    }
    if (random.nextInt(3) == 0) {
      double profit = pick(random, -0.02137, 0.00373);
      protections.add(
          new LowProfitGuard(
              1 + random.nextInt(3), profit, 6 + random.nextInt(90), pauseBars(random)));
    }
    Collections.shuffle(protections, random);
    return protections;
  }

  private static int pauseBars(Random random) {
    return 2 + random.nextInt(19);
  }

  /** Where there are books, slippage by them; now and then fixed slippage besides; in any order. */
  private static List<CostModel> costs(long seed, double fee, double slippage, double borrow) {
    List<CostModel> costs = new ArrayList<>(List.of(new FeeCost(fee), new BorrowCost(borrow)));
    if (seed % 2 == 0) {
      costs.add(new BookSlippageCost(slippage * 1e4));
    }
    if (seed % 2 == 1 || seed % 8 == 0) {
      costs.add(new SlippageCost(slippage * 1e4));
    }
    Random random = new Random(seed);
    if (random.nextInt(3) == 0) {
      int hours = (int) pick(random, 1, 7, 8, 24);
      costs.add(new FundingCost(pick(random, -0.002, 0.0001, 0.002), hours));
    }
    Set<Class<?>> drawn =
        Set.of(
            FeeCost.class,
            BorrowCost.class,
            BookSlippageCost.class,
            SlippageCost.class,
            FundingCost.class);
    for (Class<? extends CostModel> type : CostModels.ALL.all()) {
      if (!drawn.contains(type) && random.nextInt(3) == 0) {
        costs.add(RandomSettings.of(type, random));
      }
    }
    Collections.shuffle(costs, random);
    return costs;
  }

  /** Books of some pairs on some days, some too thin; in half of the worlds there are none. */
  private static List<Costs> costs(long seed, String exchange, int pairs) {
    Random random = new Random(seed);
    List<Costs> costs = new ArrayList<>();
    boolean some = seed % 2 == 0;
    for (int i = 0; some && i < pairs; i++) {
      for (int day = -2; day < HOURS / 24; day++) {
        if (random.nextInt(3) > 0) {
          double small = 40 * random.nextDouble();
          double middle = random.nextInt(6) == 0 ? Double.NaN : 1.5 * small;
          double large = random.nextInt(3) == 0 ? Double.NaN : 4 * small;
          costs.add(new Costs(exchange, (char) ('A' + i) + "-USDT", day, small, middle, large));
        }
      }
    }
    return costs;
  }

  private static void addPair(
      Random random,
      String exchange,
      String pair,
      List<Candle> candles,
      List<End> ends,
      List<Signal> signals,
      double signalShare,
      double exitShare,
      double size) {
    double price = 50 + random.nextInt(100);
    int first = random.nextInt(4) == 0 ? random.nextInt(40) : 0;
    int last = random.nextInt(6) == 0 ? HOURS - random.nextInt(40) : HOURS;
    int outage = random.nextInt(HOURS);
    int outageHours = random.nextInt(12);
    int breakHour = random.nextInt(3) == 0 ? first + 1 + random.nextInt(HOURS) : HOURS;
    int listing = 1;
    int lastHour = first;
    for (int hour = first; hour < last; hour++) {
      boolean missing = random.nextInt(25) == 0 || (hour >= outage && hour < outage + outageHours);
      if (missing && hour > first) {
        continue;
      }
      if (listing == 1 && hour >= breakHour) {
        ends.add(end(exchange, pair, listing, lastHour, hour + 1));
        listing++;
        price *= pick(random, 0.001, 0.05, 20, 1000);
        first = hour;
      }
      lastHour = hour;
      boolean filled = random.nextInt(12) == 0 && hour > first;
      boolean still = random.nextInt(15) == 0;
      // Some open at the close before and go one way only: they touch a limit there, no more.
      double gap = random.nextInt(4) == 0 ? 0 : 0.01 * random.nextGaussian();
      double wick = random.nextInt(4) == 0 ? 0 : 0.01;
      double open = ticks(price * (1 + gap));
      double close = ticks(open * (1 + 0.02 * random.nextGaussian()));
      double high = ticks(Math.max(open, close) * (1 + wick * Math.abs(random.nextGaussian())));
      double low = ticks(Math.min(open, close) * (1 - wick * Math.abs(random.nextGaussian())));
      candles.add(
          new Candle(
              exchange,
              pair,
              hour,
              open,
              high,
              low,
              close,
              still || filled ? 0 : 1 + random.nextInt(9),
              quality(random, filled),
              filled,
              listing));
      price = close;
      if (random.nextDouble() < signalShare) {
        signals.add(entry(random, exchange, pair, hour, size));
      }
      if (random.nextDouble() < exitShare) {
        int side = random.nextBoolean() ? 1 : -1;
        signals.add(
            new Signal(
                exchange, pair, hour, "exit", side, 0.5, 0, Double.NaN, Double.NaN, 1, 0.01));
      }
    }
    if (lastHour + 1 + SILENCE <= HOURS && random.nextBoolean()) {
      ends.add(end(exchange, pair, listing, lastHour, HOURS));
    }
  }

  private static End end(String exchange, String pair, int listing, int lastHour, int latest) {
    return new End(exchange, pair, listing, Math.min(latest, lastHour + 1 + SILENCE));
  }

  private static List<String> quality(Random random, boolean filled) {
    if (filled) {
      return random.nextInt(3) == 0 ? List.of("filled", "rejected") : List.of("filled");
    }
    return random.nextInt(8) == 0 ? List.of("price-jump") : List.of();
  }

  private static Signal entry(Random random, String exchange, String pair, int hour, double size) {
    return new Signal(
        exchange,
        pair,
        hour,
        "entry",
        random.nextInt(3) == 0 ? -1 : 1,
        pick(random, 0.62, 0.65, 0.7, Double.NaN),
        size,
        pick(random, Double.NaN, 0.005, 0.02, 0.05),
        pick(random, Double.NaN, 0.005, 0.02, 0.05),
        random.nextInt(10) == 0 ? 50 : 1 + random.nextInt(12),
        0.005 + 0.025 * random.nextDouble());
  }

  private static double pick(Random random, double... values) {
    return values[random.nextInt(values.length)];
  }

  private static double ticks(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
