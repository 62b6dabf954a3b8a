package io.candlelake.simulator.market;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * One slot of a market's own grid.
 *
 * @param index 0 for the first
 * @param firstTrade id of its first trade, or of the next one after it if it has none
 * @param trades how many; 0 means that nothing happened
 * @param truth the candle that its trades make; where there are none, the price stands still
 * @param served what the exchange answers when asked for the candle: nothing, one or a row twice
 * @param planted what is wrong with that
 */
record Bar(
    long index,
    long firstTrade,
    long trades,
    Candle truth,
    List<Candle> served,
    Optional<PlantedFault.Kind> planted) {

  Bar {
    requireNonNull(truth, "truth is null");
    requireNonNull(planted, "planted is null");
    served = List.copyOf(served);
  }
}
