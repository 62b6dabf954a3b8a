package io.candlelake.simulator.market;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A pair that trades on the simulated exchange.
 *
 * @param price at the start, in quote asset
 * @param priceDecimals decimal places of a price
 */
public record SimulatedPair(String base, String quote, double price, int priceDecimals) {
  private static final int SIGNIFICANT_DIGITS = 6;

  private static final List<SimulatedPair> KNOWN =
      List.of(
          usdt("BTC", 30_000),
          usdt("ETH", 2_000),
          usdt("BNB", 300),
          usdt("SOL", 40),
          usdt("XRP", 0.5),
          usdt("ADA", 0.4),
          usdt("DOGE", 0.08),
          usdt("LINK", 8),
          usdt("LTC", 90),
          usdt("DOT", 6),
          usdt("AVAX", 15),
          usdt("TRX", 0.07),
          usdt("XLM", 0.1),
          usdt("NEAR", 2),
          usdt("ATOM", 10),
          usdt("UNI", 6),
          usdt("ETC", 20),
          usdt("BCH", 150),
          usdt("FIL", 5),
          usdt("ALGO", 0.2));

  public SimulatedPair {
    requireNonNull(base, "base is null");
    requireNonNull(quote, "quote is null");
    if (!(price > 0)) {
      throw new IllegalArgumentException("price of " + base + "-" + quote + " is " + price);
    }
  }

  /** That many pairs; past the well-known ones they are numbered. */
  public static List<SimulatedPair> first(int count) {
    List<SimulatedPair> listings = new ArrayList<>(KNOWN.subList(0, Math.min(count, KNOWN.size())));
    while (listings.size() < count) {
      listings.add(usdt("COIN" + (listings.size() + 1), 1));
    }
    return List.copyOf(listings);
  }

  /**
   * The listing of a pair written {@code BTC-USDT}; one that is not known starts at the price of
   * its base in dollars, or at 1.
   */
  public static SimulatedPair of(String pair) {
    String[] parts = pair.split("-", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new IllegalArgumentException("no pair: " + pair + "; write BTC-USDT");
    }
    double price =
        KNOWN.stream()
            .filter(listing -> listing.base().equals(parts[0]))
            .mapToDouble(SimulatedPair::price)
            .findFirst()
            .orElse(1);
    return priced(parts[0], parts[1], price);
  }

  /** {@code BTC-USDT}. */
  public String pair() {
    return base + "-" + quote;
  }

  /** Smallest step of a price. */
  public BigDecimal tickSize() {
    return BigDecimal.ONE.movePointLeft(priceDecimals());
  }

  private static SimulatedPair usdt(String base, double price) {
    return priced(base, "USDT", price);
  }

  /** Six digits of a price count. */
  private static SimulatedPair priced(String base, String quote, double price) {
    int decimals = SIGNIFICANT_DIGITS - 1 - (int) Math.floor(Math.log10(price));
    return new SimulatedPair(base, quote, price, Math.max(0, decimals));
  }
}
