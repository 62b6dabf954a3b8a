package io.candlelake.exchanges.transport;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.ExchangeCandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Which candles an exchange has closed, by its own clock. Ours is not used: it may be off, and a
 * candle that the exchange has not closed must not be taken for one that it has.
 */
public final class ServerTime {
  /** What lies further behind the exchange's last word than this needs no new one. */
  private static final Duration LARGEST_DOUBT = Duration.ofHours(1);

  private final AtomicReference<Instant> lastWord = new AtomicReference<>(Instant.MIN);

  /**
   * The candles of a page that open in the range and have closed, ascending.
   *
   * @param theirs requests the exchange's time
   */
  public List<ExchangeCandle> closed(
      Stream<ExchangeCandle> page, Interval interval, TimeRange range, Supplier<Instant> theirs) {
    List<ExchangeCandle> inRange =
        page.filter(candle -> range.contains(candle.openTime()))
            .sorted(Comparator.comparing(ExchangeCandle::openTime))
            .toList();
    if (inRange.isEmpty()) {
      return inRange;
    }
    Instant lastClose = closeTime(inRange.get(inRange.size() - 1), interval);
    Instant now = reached(lastClose, theirs);
    return inRange.stream().filter(candle -> !closeTime(candle, interval).isAfter(now)).toList();
  }

  private static Instant closeTime(ExchangeCandle candle, Interval interval) {
    return candle.openTime().plus(interval.length());
  }

  /**
   * A time that the exchange has reached: its last word where {@code wanted} lies far behind that,
   * else a new one.
   *
   * @param theirs requests the exchange's time
   */
  private Instant reached(Instant wanted, Supplier<Instant> theirs) {
    Instant known = lastWord.get();
    if (known.isAfter(Instant.EPOCH) && wanted.isBefore(known.minus(LARGEST_DOUBT))) {
      return known;
    }
    Instant told = theirs.get();
    lastWord.accumulateAndGet(told, (one, other) -> one.isAfter(other) ? one : other);
    return told;
  }
}
