package io.candlelake.simulator.market;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/**
 * A candle as the exchange says it; a planted fault may make it nonsense.
 *
 * @param openTime first instant, inclusive
 * @param volume in base asset
 */
public record Candle(
    Instant openTime,
    BigDecimal open,
    BigDecimal high,
    BigDecimal low,
    BigDecimal close,
    BigDecimal volume,
    long trades) {

  public Candle {
    requireNonNull(openTime, "openTime is null");
    requireNonNull(open, "open is null");
    requireNonNull(high, "high is null");
    requireNonNull(low, "low is null");
    requireNonNull(close, "close is null");
    requireNonNull(volume, "volume is null");
  }

  /**
   * Volume in quote asset, as if every trade had been made at the mean of the four prices: the
   * exchange does not keep the sum over its trades.
   */
  public BigDecimal quoteVolume() {
    return meanPrice().multiply(volume).setScale(8, RoundingMode.HALF_EVEN);
  }

  /** Mean of the four prices. */
  public BigDecimal meanPrice() {
    BigDecimal sum = open.add(high).add(low).add(close);
    return sum.divide(BigDecimal.valueOf(4), open.scale() + 2, RoundingMode.HALF_EVEN);
  }

  Candle withHighLow(BigDecimal newHigh, BigDecimal newLow) {
    return new Candle(openTime, open, newHigh, newLow, close, volume, trades);
  }

  Candle withClose(BigDecimal newClose) {
    return new Candle(openTime, open, high, low, newClose, volume, trades);
  }

  /** This candle and a later one as one. */
  Candle and(Candle later) {
    return new Candle(
        openTime,
        open,
        high.max(later.high),
        low.min(later.low),
        later.close,
        volume.add(later.volume),
        trades + later.trades);
  }

  Candle openingAt(Instant time) {
    return new Candle(time, open, high, low, close, volume, trades);
  }
}
