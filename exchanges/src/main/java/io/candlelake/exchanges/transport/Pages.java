package io.candlelake.exchanges.transport;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeTrade;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What is left of an exchange's page of candles or trades. */
public final class Pages {
  private Pages() {}

  /**
   * The candles that open in the range and have closed, ascending.
   *
   * @param time what the exchange said before of its time
   * @param theirs asks the exchange for its time
   */
  public static List<ExchangeCandle> closed(
      Stream<ExchangeCandle> page,
      Interval interval,
      TimeRange range,
      ServerTime time,
      Supplier<Instant> theirs) {
    List<ExchangeCandle> inRange =
        page.filter(candle -> range.contains(candle.openTime()))
            .sorted(Comparator.comparing(ExchangeCandle::openTime))
            .toList();
    if (inRange.isEmpty()) {
      return inRange;
    }
    Instant lastClose = closeTime(inRange.get(inRange.size() - 1), interval);
    Instant now = time.reached(lastClose, theirs);
    return inRange.stream().filter(candle -> !closeTime(candle, interval).isAfter(now)).toList();
  }

  /** The trades ascending by raw id, each once, in whatever order the page holds them. */
  public static List<ExchangeTrade> ascending(Stream<ExchangeTrade> page) {
    TreeMap<Long, ExchangeTrade> byId = new TreeMap<>();
    page.forEach(trade -> byId.put(Long.parseLong(trade.id()), trade));
    return List.copyOf(byId.values());
  }

  /** The largest raw id of {@link #ascending} trades; or {@code otherwise} without any. */
  public static long lastId(List<ExchangeTrade> trades, long otherwise) {
    return trades.isEmpty() ? otherwise : Long.parseLong(trades.get(trades.size() - 1).id());
  }

  private static Instant closeTime(ExchangeCandle candle, Interval interval) {
    return candle.openTime().plus(interval.length());
  }
}
