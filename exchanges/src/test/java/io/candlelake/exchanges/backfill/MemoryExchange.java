package io.candlelake.exchanges.backfill;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.CandlePort;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.Listing;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * An exchange that keeps candles of one interval in memory and makes longer ones of them. It
 * records its requests, and fails on demand.
 */
public final class MemoryExchange {
  private final String name;
  private final Interval interval;
  private final Set<Interval> intervals;
  private final int pageSize;
  private final Map<Pair, NavigableMap<Instant, ExchangeCandle>> candles =
      new ConcurrentHashMap<>();
  private final List<FetchRequest> asked = Collections.synchronizedList(new ArrayList<>());
  private volatile Faults faults = asking -> {};
  private volatile OptionalInt depth = OptionalInt.empty();
  private volatile Instant now = Instant.MAX;

  public MemoryExchange(String name, Interval interval, Set<Interval> longer, int pageSize) {
    this.name = name;
    this.interval = interval;
    Set<Interval> all = new java.util.HashSet<>(longer);
    all.add(interval);
    this.intervals = Set.copyOf(all);
    this.pageSize = pageSize;
  }

  /** A call. */
  public record FetchRequest(Pair pair, Interval interval, TimeRange range) {}

  /** Throws when a call shall fail. */
  public interface Faults {
    void before(FetchRequest asking);
  }

  public void failBy(Faults newFaults) {
    this.faults = newFaults;
  }

  public void serveOnlyTheNewest(int newDepth, Instant newNow) {
    this.depth = OptionalInt.of(newDepth);
    this.now = newNow;
  }

  public void put(Pair pair, ExchangeCandle candle) {
    history(pair).put(candle.openTime(), candle);
  }

  public void delist(Pair pair) {
    candles.remove(pair);
  }

  public NavigableMap<Instant, ExchangeCandle> history(Pair pair) {
    return candles.computeIfAbsent(pair, unknown -> new ConcurrentSkipListMap<>());
  }

  /** The requests since the last call. */
  public List<FetchRequest> takeAsked() {
    synchronized (asked) {
      List<FetchRequest> taken = List.copyOf(asked);
      asked.clear();
      return taken;
    }
  }

  /** A candle whose values follow from its time and revision. */
  public static ExchangeCandle candle(Instant openTime, int revision) {
    BigDecimal open = BigDecimal.valueOf(100 + openTime.getEpochSecond() / 60 % 97);
    return new ExchangeCandle(
        openTime,
        open,
        open.add(BigDecimal.TEN),
        open.subtract(BigDecimal.TEN),
        open.add(BigDecimal.valueOf(revision)),
        BigDecimal.valueOf(5),
        OptionalLong.of(7));
  }

  public static ExchangeFailure failure(ExchangeFailure.Kind kind, String reason) {
    return new ExchangeFailure(kind, "memory", reason, Optional.empty(), null);
  }

  List<ExchangeCandle> candles(Pair pair, Interval wanted, TimeRange range) {
    FetchRequest asking = new FetchRequest(pair, wanted, range);
    long slots =
        (range.to().toEpochMilli() - range.from().toEpochMilli()) / wanted.length().toMillis();
    if (slots > pageSize || !intervals.contains(wanted)) {
      throw new AssertionError("not to be asked: " + asking);
    }
    asked.add(asking);
    faults.before(asking);
    Map<Instant, ExchangeCandle> page = new TreeMap<>();
    Instant oldest =
        depth.isPresent()
            ? interval.floor(now).minus(interval.length().multipliedBy(depth.getAsInt()))
            : Instant.MIN;
    history(pair)
        .subMap(range.from(), range.to())
        .forEach(
            (time, candle) -> {
              if (!time.isBefore(oldest)) {
                page.putIfAbsent(wanted.floor(time), at(wanted.floor(time), candle));
              }
            });
    return List.copyOf(page.values());
  }

  private static ExchangeCandle at(Instant openTime, ExchangeCandle candle) {
    return new ExchangeCandle(
        openTime,
        candle.open(),
        candle.high(),
        candle.low(),
        candle.close(),
        candle.volume(),
        candle.trades());
  }

  private static String symbol(Pair pair) {
    return pair.base() + pair.quote();
  }

  /** Its candles, as deep as it is now. */
  public CandlePort port() {
    return new CandlePort(intervals, pageSize, depth, this::candles);
  }

  /** Its ports; it has candles and markets only. */
  public Exchange exchange() {
    return new Exchange(
        name,
        MemoryExchange::symbol,
        Optional.of(port()),
        Optional.empty(),
        Optional.empty(),
        this::listings,
        Optional.empty(),
        Optional.empty(),
        () -> {});
  }

  private List<Listing> listings() {
    return candles.keySet().stream()
        .map(
            pair ->
                new Listing(
                    MemoryExchange.symbol(pair),
                    pair,
                    Optional.of(new BigDecimal("0.01")),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true))
        .toList();
  }
}
