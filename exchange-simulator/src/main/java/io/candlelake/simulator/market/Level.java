package io.candlelake.simulator.market;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/**
 * A price and what is offered there.
 *
 * @param amount in base asset; zero in a change means that the level is gone
 */
public record Level(BigDecimal price, BigDecimal amount) {
  public Level {
    requireNonNull(price, "price is null");
    requireNonNull(amount, "amount is null");
  }
}
