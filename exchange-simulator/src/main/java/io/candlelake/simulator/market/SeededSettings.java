package io.candlelake.simulator.market;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a seeded market is a function of.
 *
 * @param start the first candle is the one that this falls in
 * @param interval of the candles that the market is made of: longer ones are put together of them,
 *     shorter ones of their trades
 * @param edgeShare share of candles that carry the planted edge
 * @param edgeAccuracy how often it is right
 * @param outagesPerYear expected number
 * @param badTickShare share of candles planted broken, absurd or twice
 * @param lostShare share of candles that are missing for no reason anyone confirms
 * @param tradesPerSecond over all pairs, the same at any time; empty for what the candles' volumes
 *     suggest
 */
public record SeededSettings(
    List<SimulatedPair> listings,
    long seed,
    Instant start,
    Duration interval,
    double edgeShare,
    double edgeAccuracy,
    double outagesPerYear,
    double badTickShare,
    double lostShare,
    OptionalDouble tradesPerSecond) {

  /** Share of lost candles of the market that the project's results are measured on. */
  public static final double USUAL_LOST_SHARE = 0.0001;

  public SeededSettings {
    listings = List.copyOf(listings);
    requireNonNull(start, "start is null");
    requireNonNull(interval, "interval is null");
    requireNonNull(tradesPerSecond, "tradesPerSecond is null");
    if (interval.toMillis() < 1_000) {
      throw new IllegalArgumentException("interval is " + interval + ", at least 1 s required");
    }
    long length = interval.toMillis();
    start = Instant.ofEpochMilli(Math.floorDiv(start.toEpochMilli(), length) * length);
  }

  /** A market without edge, outage or fault. */
  public static SeededSettings clean(
      List<SimulatedPair> listings, long seed, Instant start, Duration interval) {
    return new SeededSettings(
        listings, seed, start, interval, 0, 0.5, 0, 0, 0, OptionalDouble.empty());
  }

  /** The same at so many trades a second over all pairs. */
  public SeededSettings withTradesPerSecond(double rate) {
    return new SeededSettings(
        listings,
        seed,
        start,
        interval,
        edgeShare,
        edgeAccuracy,
        outagesPerYear,
        badTickShare,
        lostShare,
        OptionalDouble.of(rate));
  }

  /** Candles a year. */
  double barsPerYear() {
    return (double) Duration.ofDays(365).toMillis() / interval.toMillis();
  }

  /** Random numbers of their own for each purpose. */
  CopyableRandom draws(String purpose) {
    return new CopyableRandom(seed * 0x9E3779B97F4A7C15L + purpose.hashCode());
  }

  /** The trades of each candle that make {@link #tradesPerSecond}. */
  OptionalLong tradesOfCandle() {
    if (tradesPerSecond.isEmpty()) {
      return OptionalLong.empty();
    }
    double ofPair = tradesPerSecond.getAsDouble() / listings.size();
    return OptionalLong.of(Math.round(ofPair * interval.toMillis() / 1_000));
  }
}
