package io.candlelake.exchanges;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A market trade as an exchange gave it; nothing is checked but that it can be read.
 *
 * @param id the exchange's raw id, the same by stream and by REST
 * @param time to the microsecond
 * @param amount in base asset
 * @param takerSide what the taker did, where the exchange gives it
 */
public record ExchangeTrade(
    String id, Instant time, BigDecimal price, BigDecimal amount, Optional<Side> takerSide) {

  /** Bought or sold. */
  public enum Side {
    BUY,
    SELL;

    /**
     * The side that an exchange calls {@code buy} or {@code sell}, in whatever case.
     *
     * @throws IllegalArgumentException for any other word
     */
    public static Side named(String word) {
      return switch (word.toLowerCase(Locale.ROOT)) {
        case "buy" -> BUY;
        case "sell" -> SELL;
        default -> throw new IllegalArgumentException("side is neither buy nor sell: " + word);
      };
    }

    /** The taker's side of a trade of which this is the maker's. */
    public Side opposite() {
      return this == BUY ? SELL : BUY;
    }
  }

  public ExchangeTrade {
    requireNonNull(id, "id is null");
    requireNonNull(time, "time is null");
    requireNonNull(price, "price is null");
    requireNonNull(amount, "amount is null");
    requireNonNull(takerSide, "takerSide is null");
  }
}
