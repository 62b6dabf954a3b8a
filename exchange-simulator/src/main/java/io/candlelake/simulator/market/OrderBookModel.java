package io.candlelake.simulator.market;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The order book of a pair around its last price: a function of the time, which changes every 100
 * milliseconds. Levels stand on a fixed grid; each keeps its amount for a while, some are empty,
 * and the best two change with every update.
 */
final class OrderBookModel {
  /** Time between two updates. */
  static final long MILLIS = 100;

  /** Levels of the grid on each side, a tenth of them empty. */
  private static final int LEVELS = 300;

  /** An exchange counts single orders; here each step counts for so many. */
  private static final long UPDATES_PER_STEP = 16;

  private static final double EMPTY_SHARE = 0.1;
  private static final double QUOTE_AMOUNT = 20_000;
  private static final double GRID_FRACTION = 1e-5;
  private static final int AMOUNT_DECIMALS = 5;

  private final long seed;
  private final Function<Instant, BigDecimal> lastPrice;
  private final int priceDecimals;
  private final long gridTicks;
  private final double usualAmount;
  private final long epochMillis;

  /**
   * @param lastPrice of the pair at a time
   */
  OrderBookModel(
      SimulatedPair listing, long seed, Instant start, Function<Instant, BigDecimal> lastPrice) {
    this.seed = seed;
    this.lastPrice = lastPrice;
    this.priceDecimals = listing.priceDecimals();
    double ticks = listing.price() / listing.tickSize().doubleValue();
    this.gridTicks = Math.max(1, Math.round(ticks * GRID_FRACTION));
    this.usualAmount = QUOTE_AMOUNT / listing.price();
    this.epochMillis = start.toEpochMilli();
  }

  /** Number of the step that {@code time} falls in. */
  long step(Instant time) {
    return Math.floorDiv(time.toEpochMilli() - epochMillis, MILLIS);
  }

  Instant time(long step) {
    return Instant.ofEpochMilli(epochMillis + step * MILLIS);
  }

  Book book(long step) {
    Sides sides = sides(step);
    return new Book(
        last(step), time(step), levels(sides.bids().descendingMap()), levels(sides.asks()));
  }

  BestQuotes top(long step) {
    Sides sides = sides(step);
    return new BestQuotes(
        last(step),
        time(step),
        level(sides.bids().lastEntry().getKey(), sides.bids().lastEntry().getValue()),
        level(sides.asks().firstEntry().getKey(), sides.asks().firstEntry().getValue()));
  }

  /** What that step changed. */
  BookChange change(long step) {
    Sides before = sides(step - 1);
    Sides after = sides(step);
    return new BookChange(
        time(step),
        last(step - 1) + 1,
        last(step),
        changes(before.bids(), after.bids()),
        changes(before.asks(), after.asks()));
  }

  private static long last(long step) {
    return (step + 1) * UPDATES_PER_STEP;
  }

  /**
   * @param bids amount by number of the grid, in the last decimal of an amount
   */
  private record Sides(TreeMap<Long, Long> bids, TreeMap<Long, Long> asks) {}

  private Sides sides(long step) {
    long ticks = lastPrice.apply(time(step)).movePointRight(priceDecimals).longValueExact();
    long bestBid = Math.max(1, Math.floorDiv(ticks - 1, gridTicks));
    long bestAsk = Math.max(bestBid, Math.floorDiv(ticks, gridTicks)) + 1;
    TreeMap<Long, Long> bids = new TreeMap<>();
    TreeMap<Long, Long> asks = new TreeMap<>();
    bids.put(bestBid, freshAmount(bestBid, step));
    asks.put(bestAsk, freshAmount(bestAsk, step));
    for (int i = 1; i < LEVELS; i++) {
      if (bestBid - i > 0) {
        put(bids, bestBid - i, step, i);
      }
      put(asks, bestAsk + i, step, i);
    }
    return new Sides(bids, asks);
  }

  private void put(Map<Long, Long> side, long grid, long step, int distance) {
    long own = CopyableRandom.mixed(seed, grid);
    long period = 20L + Math.floorMod(own, 400);
    long epoch = Math.floorDiv(step + Math.floorMod(own >>> 20, period), period);
    double draw = CopyableRandom.fraction(own, epoch);
    if (draw >= EMPTY_SHARE) {
      side.put(grid, units(usualAmount * draw * (1 + distance / 40.0)));
    }
  }

  private long freshAmount(long grid, long step) {
    return units(
        usualAmount * (0.1 + CopyableRandom.fraction(CopyableRandom.mixed(seed, grid), ~step)));
  }

  private static long units(double amount) {
    return Math.max(1, Math.round(amount * Math.pow(10, AMOUNT_DECIMALS)));
  }

  private List<Level> levels(Map<Long, Long> side) {
    List<Level> levels = new ArrayList<>(side.size());
    side.forEach((grid, amount) -> levels.add(level(grid, amount)));
    return levels;
  }

  private List<Level> changes(Map<Long, Long> before, Map<Long, Long> after) {
    List<Level> changes = new ArrayList<>();
    after.forEach(
        (grid, amount) -> {
          if (!amount.equals(before.get(grid))) {
            changes.add(level(grid, amount));
          }
        });
    before.forEach(
        (grid, amount) -> {
          if (!after.containsKey(grid)) {
            changes.add(level(grid, 0));
          }
        });
    return changes;
  }

  private Level level(long grid, long amount) {
    return new Level(
        BigDecimal.valueOf(grid * gridTicks, priceDecimals),
        BigDecimal.valueOf(amount, AMOUNT_DECIMALS));
  }
}
