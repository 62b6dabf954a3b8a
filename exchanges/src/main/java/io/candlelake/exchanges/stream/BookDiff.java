package io.candlelake.exchanges.stream;

import static java.util.Objects.requireNonNull;

import io.candlelake.exchanges.ExchangeOrderBook;
import java.time.Instant;
import java.util.List;

/**
 * What changed in an order book. Amounts are what stands at a price now, not what was added; zero
 * means that the price is gone.
 *
 * @param time the exchange's, or of receipt where it tells none
 * @param updates the exchange's numbers of the updates in it
 */
public record BookDiff(
    Instant time,
    Updates updates,
    List<ExchangeOrderBook.Level> bids,
    List<ExchangeOrderBook.Level> asks) {

  public BookDiff {
    requireNonNull(time, "time is null");
    requireNonNull(updates, "updates is null");
    bids = List.copyOf(bids);
    asks = List.copyOf(asks);
  }

  /** Which updates a diff holds. */
  public sealed interface Updates {}

  /**
   * All from {@code first} to {@code last}, both in it. Where an exchange tells the last update of
   * the diff before instead ({@code pu} of Binance's futures), {@code first} is that plus one.
   */
  public record Numbered(long first, long last) implements Updates {
    public Numbered {
      if (last < first) {
        throw new IllegalArgumentException("updates " + first + " to " + last);
      }
    }
  }

  /** The exchange numbers no updates: only the connection's order says that none is missing. */
  public record Unnumbered() implements Updates {}
}
