package io.candlelake.simulator.market;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * What changed in a book: levels with their new amount.
 *
 * @param first number of the first update in it: one more than the last of the change before
 * @param last number of the last update in it
 */
public record BookChange(Instant time, long first, long last, List<Level> bids, List<Level> asks) {
  public BookChange {
    requireNonNull(time, "time is null");
    bids = List.copyOf(bids);
    asks = List.copyOf(asks);
  }
}
