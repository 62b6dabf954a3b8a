package io.candlelake.simulator.market;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that exists on the simulated exchange, now or at any time. Whoever asks says what time
 * it is: nothing later is returned. Safe for many threads.
 */
public interface MarketData {
  /** Every pair. */
  List<SimulatedPair> listings();

  /**
   * The first candles that open in {@code [from, to)}, ascending; the one that {@code now} falls in
   * as far as it has come. A slot without trades has none; a planted fault may leave one out, spoil
   * it or give it twice, which does not count.
   */
  List<Candle> firstCandles(
      SimulatedPair listing, Duration interval, Instant from, Instant to, int limit, Instant now);

  /** The last such candles, ascending. */
  List<Candle> lastCandles(
      SimulatedPair listing, Duration interval, Instant from, Instant to, int limit, Instant now);

  /** Id of the last trade at or before {@code time}; 0 before the first. */
  long lastTrade(SimulatedPair listing, Instant time);

  /** Trades with ids {@code [first, last]}, ascending; all must exist. */
  List<Trade> trades(SimulatedPair listing, long first, long last);

  /** The book at {@code time}. */
  Book book(SimulatedPair listing, Instant time);

  /** What changed in the book in {@code (after, until]}, in order. */
  List<BookChange> bookChanges(SimulatedPair listing, Instant after, Instant until);

  /** Best bid and ask each time they changed in {@code (after, until]}, in order. */
  List<BestQuotes> tops(SimulatedPair listing, Instant after, Instant until);

  /** What is planted wrong in the candles that open in {@code [from, to)}. */
  List<PlantedFault> plantedFaults(SimulatedPair listing, Instant from, Instant to);

  /** The pair written {@code BTC-USDT}. */
  default Optional<SimulatedPair> listing(String pair) {
    return listings().stream().filter(listing -> listing.pair().equals(pair)).findFirst();
  }
}
