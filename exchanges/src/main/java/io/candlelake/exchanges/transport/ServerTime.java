package io.candlelake.exchanges.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * What time it is on an exchange, by its own word. Our clock has no say: it may be off, and a
 * candle that the exchange has not closed must not be taken for one that it has.
 */
public final class ServerTime {
  /** What lies further behind the exchange's last word than this needs no new one. */
  private static final Duration LARGEST_DOUBT = Duration.ofHours(1);

  private final AtomicReference<Instant> lastWord = new AtomicReference<>(Instant.MIN);

  /**
   * A time that the exchange has reached: its last word where {@code wanted} lies far behind that,
   * else a new one.
   *
   * @param theirs asks the exchange
   */
  Instant reached(Instant wanted, Supplier<Instant> theirs) {
    Instant known = lastWord.get();
    if (known.isAfter(Instant.EPOCH) && wanted.isBefore(known.minus(LARGEST_DOUBT))) {
      return known;
    }
    Instant told = theirs.get();
    lastWord.accumulateAndGet(told, (one, other) -> one.isAfter(other) ? one : other);
    return told;
  }
}
