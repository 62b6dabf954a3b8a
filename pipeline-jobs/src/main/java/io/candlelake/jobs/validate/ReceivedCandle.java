package io.candlelake.jobs.validate;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A candle, or line, as a source gave it, with what else the lake says of its time. Times are
 * microseconds since 1970 UTC.
 *
 * @param openMicros {@link #NONE} where the line has no readable time
 * @param trades {@link #NONE} where the source does not tell
 * @param sourceLine {@link #NONE} where the source has no lines
 * @param malformed why the line could not be read
 * @param raw the text as received, where it was kept
 */
record ReceivedCandle(
    UTF8String exchange,
    UTF8String pair,
    UTF8String symbol,
    long openMicros,
    Exact open,
    Exact high,
    Exact low,
    Exact close,
    Exact volume,
    long trades,
    UTF8String source,
    UTF8String sourceRef,
    long sourceLine,
    Optional<UTF8String> malformed,
    Optional<UTF8String> raw,
    long fetchedAtMicros,
    Evidence evidence) {
  /** No number. */
  static final long NONE = Long.MIN_VALUE;

  /** The source of candles that we built from trades. */
  private static final UTF8String FROM_TRADES = UTF8String.fromString("trades");

  ReceivedCandle {
    requireNonNull(exchange, "exchange is null");
    requireNonNull(pair, "pair is null");
    requireNonNull(malformed, "malformed is null");
    requireNonNull(raw, "raw is null");
    requireNonNull(evidence, "evidence is null");
  }

  boolean hasTime() {
    return openMicros != NONE;
  }

  boolean isReadable() {
    return malformed.isEmpty();
  }

  /**
   * Whether it is no candle but says that nothing was traded: readable, with a time, no price, no
   * volume.
   */
  boolean saysNoTrade() {
    return isReadable()
        && hasTime()
        && !open.isKnown()
        && !high.isKnown()
        && !low.isKnown()
        && !close.isKnown()
        && (!volume.isKnown() || volume.isZero());
  }

  /** The four prices, whether known or not. */
  Stream<Exact> prices() {
    return Stream.of(open, high, low, close);
  }

  boolean isFromTrades() {
    return source.equals(FROM_TRADES);
  }

  boolean isOfSameSeries(ReceivedCandle other) {
    return pair.equals(other.pair) && exchange.equals(other.exchange);
  }

  boolean isOfSameFetch(ReceivedCandle other) {
    return fetchedAtMicros == other.fetchedAtMicros;
  }

  boolean hasSameValues(ReceivedCandle other) {
    return open.equals(other.open)
        && high.equals(other.high)
        && low.equals(other.low)
        && close.equals(other.close)
        && volume.equals(other.volume)
        && trades == other.trades
        && raw.equals(other.raw);
  }

  /** Its numbers as doubles; NaN where they are not known. */
  CandlePrices numbers() {
    return new CandlePrices(
        openMicros,
        open.nearest(),
        high.nearest(),
        low.nearest(),
        close.nearest(),
        volume.nearest());
  }
}
