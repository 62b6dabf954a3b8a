package io.candlelake.simulator;

import static java.util.Objects.requireNonNull;

import io.candlelake.simulator.market.MarketData;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How a simulator is to be.
 *
 * @param port 0 for any that is free
 * @param clock what time it is on the exchange; may stand still or run fast
 * @param limits weight allowed in a window by exchange, instead of the real exchange's; {@link
 *     Integer#MAX_VALUE} for no limit
 * @param ticker nanoseconds by which limits are counted, which run even where the clock stands
 */
public record SimulatorSettings(
    int port,
    MarketData market,
    InstantSource clock,
    List<Fault> faults,
    Map<String, Integer> limits,
    LongSupplier ticker) {

  public SimulatorSettings {
    requireNonNull(market, "market is null");
    requireNonNull(clock, "clock is null");
    requireNonNull(ticker, "ticker is null");
    faults = List.copyOf(faults);
    limits = Map.copyOf(limits);
  }

  /** On any port, without faults, with the real exchanges' limits. */
  public static SimulatorSettings of(MarketData market, InstantSource clock) {
    return new SimulatorSettings(0, market, clock, List.of(), Map.of(), System::nanoTime);
  }

  /** The same at that port. */
  public SimulatorSettings at(int newPort) {
    return new SimulatorSettings(newPort, market, clock, faults, limits, ticker);
  }

  /** The same with those faults. */
  public SimulatorSettings with(List<Fault> newFaults) {
    return new SimulatorSettings(port, market, clock, newFaults, limits, ticker);
  }

  /** The same with one limit set. */
  public SimulatorSettings limited(String exchange, int weight) {
    Map<String, Integer> more = new java.util.HashMap<>(limits);
    more.put(exchange, weight);
    return new SimulatorSettings(port, market, clock, faults, more, ticker);
  }

  /** The same without any limit. */
  public SimulatorSettings unlimited() {
    Map<String, Integer> none = new java.util.HashMap<>();
    Protocols.ALL.forEach(protocol -> none.put(protocol.exchange(), Integer.MAX_VALUE));
    return new SimulatorSettings(port, market, clock, faults, none, ticker);
  }
}
