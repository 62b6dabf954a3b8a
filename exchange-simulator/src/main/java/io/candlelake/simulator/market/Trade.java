package io.candlelake.simulator.market;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A trade that happened.
 *
 * @param id contiguous for each pair, from 1
 * @param time to the microsecond; never before the trade with the id below
 * @param amount in base asset
 * @param taker what the taker did
 */
public record Trade(long id, Instant time, BigDecimal price, BigDecimal amount, Side taker) {
  /** Bought or sold. */
  public enum Side {
    BUY,
    SELL
  }

  public Trade {
    requireNonNull(time, "time is null");
    requireNonNull(price, "price is null");
    requireNonNull(amount, "amount is null");
    requireNonNull(taker, "taker is null");
  }
}
