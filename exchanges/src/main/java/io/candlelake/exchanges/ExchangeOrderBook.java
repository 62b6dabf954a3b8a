package io.candlelake.exchanges;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * An order book at a time, best prices first.
 *
 * @param time the exchange's, or of receipt where it tells none
 * @param sequence the exchange's number of the last update in it
 */
public record ExchangeOrderBook(
    Instant time, OptionalLong sequence, List<Level> bids, List<Level> asks) {
  public ExchangeOrderBook {
    requireNonNull(time, "time is null");
    requireNonNull(sequence, "sequence is null");
    bids = List.copyOf(bids);
    asks = List.copyOf(asks);
  }

  /**
   * A price and what is offered there.
   *
   * @param amount in base asset
   */
  public record Level(BigDecimal price, BigDecimal amount) {
    public Level {
      requireNonNull(price, "price is null");
      requireNonNull(amount, "amount is null");
    }
  }
}
