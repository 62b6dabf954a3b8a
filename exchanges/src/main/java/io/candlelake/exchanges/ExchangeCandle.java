package io.candlelake.exchanges;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * A candle as an exchange gave it; nothing is checked but that it can be read.
 *
 * @param openTime first instant, inclusive
 * @param volume in base asset
 * @param trades number of trades, where the exchange gives it
 */
public record ExchangeCandle(
    Instant openTime,
    BigDecimal open,
    BigDecimal high,
    BigDecimal low,
    BigDecimal close,
    BigDecimal volume,
    OptionalLong trades) {

  public ExchangeCandle {
    requireNonNull(openTime, "openTime is null");
    requireNonNull(open, "open is null");
    requireNonNull(high, "high is null");
    requireNonNull(low, "low is null");
    requireNonNull(close, "close is null");
    requireNonNull(volume, "volume is null");
    requireNonNull(trades, "trades is null");
  }
}
