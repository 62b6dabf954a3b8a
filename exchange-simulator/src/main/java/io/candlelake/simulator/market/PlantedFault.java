package io.candlelake.simulator.market;

import java.time.Instant;
import java.util.Locale;

/**
 * Something planted wrong in the market's candles; nothing on the wire tells it.
 *
 * @param pair {@code BTC-USDT}, or {@code *} for all
 * @param from open time of the first candle concerned
 * @param to open time of the first candle no longer concerned
 */
public record PlantedFault(String pair, Kind kind, Instant from, Instant to) {
  /** What is wrong. */
  public enum Kind {
    /** High and low changed places. */
    HIGH_BELOW_LOW,
    /**
     * The decimal point of the close slipped by one or two places; the high or low goes with it.
     */
    ABSURD_CLOSE,
    /** The same of the high or low alone. */
    ABSURD_WICK,
    NEGATIVE_PRICE,
    ZERO_PRICE,
    /** The row is sent twice. */
    DUPLICATE,
    /** The candle is missing, though there were trades. */
    LOST,
    /** No pair trades. */
    OUTAGE;

    /** {@code high-below-low}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
