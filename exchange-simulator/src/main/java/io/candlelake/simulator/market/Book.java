package io.candlelake.simulator.market;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * An order book, best prices first.
 *
 * @param update number of the last update in it
 * @param time of that update
 */
public record Book(long update, Instant time, List<Level> bids, List<Level> asks) {
  public Book {
    requireNonNull(time, "time is null");
    bids = List.copyOf(bids);
    asks = List.copyOf(asks);
  }

  /** The book with at most so many levels a side. */
  public Book depth(int levels) {
    return new Book(update, time, first(bids, levels), first(asks, levels));
  }

  private static List<Level> first(List<Level> levels, int count) {
    return levels.subList(0, Math.min(count, levels.size()));
  }
}
