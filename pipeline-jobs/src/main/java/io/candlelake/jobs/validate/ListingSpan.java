package io.candlelake.jobs.validate;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.EpochMicros;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * One listing of a pair: from its first candle to its last.
 *
 * @param firstMicros open time of the first
 * @param lastMicros open time of the last
 * @param start what began it
 * @param priceRatio its first open ÷ the last close before it; empty where there is none
 * @param knownAtMicros when it was known that no candle follows; empty while it goes on
 */
record ListingSpan(
    String exchange,
    String pair,
    int listing,
    long firstMicros,
    long lastMicros,
    ListingStart start,
    Optional<Double> priceRatio,
    OptionalLong knownAtMicros) {
  ListingSpan {
    requireNonNull(exchange, "exchange is null");
    requireNonNull(pair, "pair is null");
    requireNonNull(start, "start is null");
  }

  boolean hasEnded() {
    return knownAtMicros.isPresent();
  }

  ListingSpan endKnownAt(long micros) {
    return new ListingSpan(
        exchange,
        pair,
        listing,
        firstMicros,
        lastMicros,
        start,
        priceRatio,
        OptionalLong.of(micros));
  }

  boolean isOfSamePair(ListingSpan other) {
    return exchange.equals(other.exchange) && pair.equals(other.pair);
  }

  /** A row of {@code silver.listings} but for the run. */
  Row toRow(Limits limits) {
    long end = lastMicros + limits.interval().micros();
    return RowFactory.create(
        exchange,
        pair,
        limits.interval().code(),
        listing,
        EpochMicros.toInstant(firstMicros),
        start.event().code(),
        Double.isNaN(start.factor()) ? null : start.factor(),
        priceRatio.orElse(null),
        start.source(),
        hasEnded() ? EpochMicros.toInstant(end) : null,
        hasEnded() ? EpochMicros.toInstant(knownAtMicros.getAsLong()) : null);
  }
}
