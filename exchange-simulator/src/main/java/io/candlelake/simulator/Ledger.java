package io.candlelake.simulator;

import io.candlelake.simulator.market.Candle;
import io.candlelake.simulator.market.MarketData;
import io.candlelake.simulator.market.PlantedFault;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What really happened, whatever was sent on the wire: which trades and candles exist, which faults
 * were planted in the market and which were injected. Safe for many threads.
 */
public final class Ledger {
  private static final int INJECTIONS_KEPT = 10_000;

  private final MarketData market;
  private final InstantSource clock;
  private final Map<String, Long> counts = new TreeMap<>();
  private final Deque<Injection> injections = new ArrayDeque<>();

  /**
   * A fault that befell a request or a message.
   *
   * @param fault its label: {@code rate-limited}
   * @param place path or topic
   */
  public record Injection(String fault, String exchange, String place, Instant time) {}

  Ledger(MarketData market, InstantSource clock) {
    this.market = market;
    this.clock = clock;
  }

  /** Id of the newest trade of a pair; 0 if there is none yet. */
  public long lastTrade(String pair) {
    return market.lastTrade(listing(pair), clock.instant());
  }

  /** Id of the first trade of a pair at or after {@code time}. */
  public long firstTradeAt(String pair, Instant time) {
    return market.lastTrade(listing(pair), time.minusNanos(1_000)) + 1;
  }

  /** The trades with ids {@code [first, last]}. */
  public List<Trade> trades(String pair, long first, long last) {
    return market.trades(listing(pair), first, last);
  }

  /** The closed candles that open in {@code [from, to)} as the exchange answers them today. */
  public List<Candle> candles(String pair, Duration interval, Instant from, Instant to) {
    Instant now = clock.instant();
    return market.firstCandles(listing(pair), interval, from, to, Integer.MAX_VALUE, now).stream()
        .filter(candle -> !candle.openTime().plus(interval).isAfter(now))
        .toList();
  }

  /** What is planted wrong in the candles of a pair that open in {@code [from, to)}. */
  public List<PlantedFault> plantedFaults(String pair, Instant from, Instant to) {
    return market.plantedFaults(listing(pair), from, to);
  }

  /** How often each fault was injected, by label. */
  public synchronized Map<String, Long> injectedCounts() {
    return Map.copyOf(counts);
  }

  /** The newest injections, oldest first, at most 10,000. */
  public synchronized List<Injection> injections() {
    return List.copyOf(injections);
  }

  synchronized void injected(Fault fault, String exchange, String place, Instant time) {
    counts.merge(fault.kind().label(), 1L, Long::sum);
    injections.add(new Injection(fault.kind().label(), exchange, place, time));
    if (injections.size() > INJECTIONS_KEPT) {
      injections.remove();
    }
  }

  private SimulatedPair listing(String pair) {
    return market
        .listing(pair)
        .orElseThrow(() -> new IllegalArgumentException("not listed: " + pair));
  }
}
