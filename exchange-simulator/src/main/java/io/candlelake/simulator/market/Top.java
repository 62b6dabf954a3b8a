package io.candlelake.simulator.market;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Best bid and ask.
 *
 * @param update number of the book's update that made it so
 */
public record Top(long update, Instant time, Level bid, Level ask) {
  public Top {
    requireNonNull(time, "time is null");
    requireNonNull(bid, "bid is null");
    requireNonNull(ask, "ask is null");
  }
}
