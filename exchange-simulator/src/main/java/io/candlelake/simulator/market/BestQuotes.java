package io.candlelake.simulator.market;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Best bid and ask.
 *
 * @param update number of the book's update that made it so
 */
public record BestQuotes(long update, Instant time, Level bid, Level ask) {
  public BestQuotes {
    requireNonNull(time, "time is null");
    requireNonNull(bid, "bid is null");
    requireNonNull(ask, "ask is null");
  }
}
