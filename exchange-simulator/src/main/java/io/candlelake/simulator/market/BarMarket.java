package io.candlelake.simulator.market;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A market made of bars, whether drawn by a seed or recorded. */
public final class BarMarket implements MarketData {
  private final Map<SimulatedPair, Pair> pairs = new LinkedHashMap<>();

  private record Pair(SimulatedPair listing, long seed, BarSeries series, OrderBookModel depth) {}

  private BarMarket(
      List<SimulatedPair> listings, long seed, Function<SimulatedPair, BarSeries> series) {
    for (SimulatedPair listing : listings) {
      long own = CopyableRandom.mixed(seed, listing.pair().hashCode());
      BarSeries bars = series.apply(listing);
      Function<Instant, BigDecimal> price = time -> lastPrice(bars, own, listing, time);
      pairs.put(
          listing,
          new Pair(listing, own, bars, new OrderBookModel(listing, own, bars.start(), price)));
    }
  }

  /** A market that is a function of its settings. */
  public static BarMarket seeded(SeededSettings settings) {
    return new BarMarket(
        settings.listings(), settings.seed(), listing -> new SeededSeries(settings, listing));
  }

  /** A market of recorded candles; trades and books between them are drawn by the seed. */
  static BarMarket recorded(Map<SimulatedPair, BarSeries> series, long seed) {
    return new BarMarket(List.copyOf(series.keySet()), seed, series::get);
  }

  @Override
  public List<SimulatedPair> listings() {
    return List.copyOf(pairs.keySet());
  }

  @Override
  public List<Candle> firstCandles(
      SimulatedPair listing, Duration interval, Instant from, Instant to, int limit, Instant now) {
    Pair pair = pair(listing);
    Instant end = earlier(to, now.plusMillis(1));
    List<Candle> candles = new ArrayList<>();
    int slots = 0;
    Instant open =
        CandleGrid.ceiling(
            later(from, CandleGrid.floor(pair.series().start(), interval)), interval);
    Instant last = end(pair.series());
    for (; open.isBefore(end) && open.isBefore(last) && slots < limit; open = open.plus(interval)) {
      List<Candle> slot = slot(pair, open, interval, now);
      candles.addAll(slot);
      slots += slot.isEmpty() ? 0 : 1;
    }
    return candles;
  }

  @Override
  public List<Candle> lastCandles(
      SimulatedPair listing, Duration interval, Instant from, Instant to, int limit, Instant now) {
    Pair pair = pair(listing);
    Instant end = earlier(earlier(to, now.plusMillis(1)), end(pair.series()));
    Instant first = later(from, CandleGrid.floor(pair.series().start(), interval));
    List<List<Candle>> slots = new ArrayList<>();
    Instant open = CandleGrid.floor(end.minusMillis(1), interval);
    for (; !open.isBefore(first) && slots.size() < limit; open = open.minus(interval)) {
      List<Candle> slot = slot(pair, open, interval, now);
      if (!slot.isEmpty()) {
        slots.add(slot);
      }
    }
    List<Candle> candles = new ArrayList<>();
    for (int i = slots.size() - 1; i >= 0; i--) {
      candles.addAll(slots.get(i));
    }
    return candles;
  }

  @Override
  public long lastTrade(SimulatedPair listing, Instant time) {
    Pair pair = pair(listing);
    return lastTrade(pair.series(), pair.seed(), listing, time);
  }

  @Override
  public List<Trade> trades(SimulatedPair listing, long first, long last) {
    Pair pair = pair(listing);
    List<Trade> trades = new ArrayList<>();
    long id = Math.max(1, first);
    while (id <= last) {
      Bar bar = pair.series().bar(pair.series().barOfTrade(id));
      BarTrades inBar = trades(pair, bar);
      long end = Math.min(last, bar.firstTrade() + bar.trades() - 1);
      for (; id <= end; id++) {
        trades.add(inBar.trade(id - bar.firstTrade()));
      }
    }
    return trades;
  }

  @Override
  public Book book(SimulatedPair listing, Instant time) {
    OrderBookModel depth = pair(listing).depth();
    return depth.book(depth.step(time));
  }

  @Override
  public List<BookChange> bookChanges(SimulatedPair listing, Instant after, Instant until) {
    OrderBookModel depth = pair(listing).depth();
    List<BookChange> changes = new ArrayList<>();
    for (long step = depth.step(after) + 1; step <= depth.step(until); step++) {
      changes.add(depth.change(step));
    }
    return changes;
  }

  @Override
  public List<BestQuotes> tops(SimulatedPair listing, Instant after, Instant until) {
    OrderBookModel depth = pair(listing).depth();
    List<BestQuotes> tops = new ArrayList<>();
    for (long step = depth.step(after) + 1; step <= depth.step(until); step++) {
      tops.add(depth.top(step));
    }
    return tops;
  }

  @Override
  public List<PlantedFault> plantedFaults(SimulatedPair listing, Instant from, Instant to) {
    BarSeries series = pair(listing).series();
    List<PlantedFault> planted = new ArrayList<>();
    long index = Math.max(0, series.indexAt(from.minusMillis(1)) + 1);
    for (; index < series.size(); index++) {
      Bar bar = series.bar(index);
      Instant open = bar.truth().openTime();
      if (!open.isBefore(to)) {
        break;
      }
      bar.planted()
          .map(kind -> new PlantedFault(listing.pair(), kind, open, open.plus(series.interval())))
          .ifPresent(planted::add);
    }
    return planted;
  }

  private Pair pair(SimulatedPair listing) {
    return Optional.ofNullable(pairs.get(listing))
        .orElseThrow(() -> new IllegalArgumentException("not listed: " + listing));
  }

  /** What the exchange answers for one slot. */
  private static List<Candle> slot(Pair pair, Instant open, Duration interval, Instant now) {
    BarSeries series = pair.series();
    Duration own = series.interval();
    Instant close = open.plus(interval);
    if (interval.equals(own) && !close.isAfter(now) && series.indexAt(open) >= 0) {
      return series.bar(series.indexAt(open)).served();
    }
    boolean ofWholeBars = interval.toMillis() % own.toMillis() == 0;
    Instant until = earlier(close, now.plusNanos(1_000));
    Optional<Candle> candle = ofWholeBars ? ofBars(pair, open, until) : ofTrades(pair, open, until);
    return candle.map(c -> List.of(c.openingAt(open))).orElse(List.of());
  }

  /** The candle of all that was traded in {@code [from, to)}, from bars as far as they go. */
  private static Optional<Candle> ofBars(Pair pair, Instant from, Instant to) {
    BarSeries series = pair.series();
    Optional<Candle> sum = Optional.empty();
    long index = Math.max(0, series.indexAt(from));
    for (; index < series.size(); index++) {
      Bar bar = series.bar(index);
      Instant open = bar.truth().openTime();
      if (!open.isBefore(to)) {
        break;
      }
      boolean whole = !open.plus(series.interval()).isAfter(to);
      sum = joined(sum, whole ? truth(bar) : part(pair, bar, from, to));
    }
    return sum;
  }

  private static Optional<Candle> truth(Bar bar) {
    return bar.trades() == 0 ? Optional.empty() : Optional.of(bar.truth());
  }

  private static Optional<Candle> ofTrades(Pair pair, Instant from, Instant to) {
    BarSeries series = pair.series();
    Optional<Candle> sum = Optional.empty();
    long last = Math.min(series.size() - 1, series.indexAt(to.minusNanos(1)));
    for (long index = Math.max(0, series.indexAt(from)); index <= last; index++) {
      sum = joined(sum, part(pair, series.bar(index), from, to));
    }
    return sum;
  }

  private static Optional<Candle> part(Pair pair, Bar bar, Instant from, Instant to) {
    BarTrades trades = trades(pair, bar);
    long first = trades.countUntil(from.minusNanos(1_000));
    long end = trades.countUntil(to.minusNanos(1_000));
    return first == end ? Optional.empty() : Optional.of(trades.candleOf(first, end));
  }

  private static Optional<Candle> joined(Optional<Candle> sum, Optional<Candle> next) {
    if (sum.isEmpty() || next.isEmpty()) {
      return sum.isEmpty() ? next : sum;
    }
    return Optional.of(sum.get().and(next.get()));
  }

  private static BarTrades trades(Pair pair, Bar bar) {
    return new BarTrades(
        bar, pair.seed(), pair.series().interval(), pair.listing().priceDecimals());
  }

  private static long lastTrade(BarSeries series, long seed, SimulatedPair listing, Instant time) {
    long index = series.indexAt(time);
    if (index < 0) {
      return 0;
    }
    if (index >= series.size()) {
      Bar last = series.bar(series.size() - 1);
      return last.firstTrade() + last.trades() - 1;
    }
    Bar bar = series.bar(index);
    BarTrades trades = new BarTrades(bar, seed, series.interval(), listing.priceDecimals());
    return bar.firstTrade() + trades.countUntil(time) - 1;
  }

  private static BigDecimal lastPrice(
      BarSeries series, long seed, SimulatedPair listing, Instant time) {
    long index = Math.max(0, Math.min(series.size() - 1, series.indexAt(time)));
    Bar bar = series.bar(index);
    BarTrades trades = new BarTrades(bar, seed, series.interval(), listing.priceDecimals());
    long made = trades.countUntil(time);
    BigDecimal price = made == 0 ? bar.truth().open() : trades.price(made - 1);
    return price.setScale(listing.priceDecimals());
  }

  private static Instant end(BarSeries series) {
    return series.size() == Long.MAX_VALUE
        ? Instant.MAX
        : series.start().plusMillis(series.size() * series.interval().toMillis());
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
