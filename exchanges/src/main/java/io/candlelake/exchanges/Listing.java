package io.candlelake.exchanges;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Pair;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * A market of an exchange and its rules.
 *
 * @param symbol the exchange's own spelling
 * @param tickSize smallest step of a price, in quote asset
 * @param lotSize smallest step of an amount, in base asset
 * @param minAmount smallest order, in base asset
 * @param minNotional smallest price times amount of an order, in quote asset
 * @param makerFee fraction of the traded value
 * @param takerFee fraction of the traded value
 * @param trading whether it trades now
 */
public record Listing(
    String symbol,
    Pair pair,
    Optional<BigDecimal> tickSize,
    Optional<BigDecimal> lotSize,
    Optional<BigDecimal> minAmount,
    Optional<BigDecimal> minNotional,
    Optional<BigDecimal> makerFee,
    Optional<BigDecimal> takerFee,
    boolean trading) {

  public Listing {
    requireNonNull(symbol, "symbol is null");
    requireNonNull(pair, "pair is null");
  }
}
