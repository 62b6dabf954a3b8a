package io.candlelake.common.book;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;

/**
 * What people ask of a sound order book: both sides have levels, prices and amounts are positive,
 * best first, and the best bid is below the best ask ({@code Books.judged} tells). Everything that
 * compares with "the price" means the mid.
 */
public record BookMeasures(BookSide bids, BookSide asks) {
  private static final double BASIS_POINTS = 1e4;

  public BookMeasures {
    requireNonNull(bids, "bids is null");
    requireNonNull(asks, "asks is null");
    if (bids.size() == 0 || asks.size() == 0) {
      throw new IllegalArgumentException(
          "a side without levels: " + bids.size() + " bids, " + asks.size() + " asks");
    }
  }

  /** (best bid + best ask) ÷ 2. */
  public double mid() {
    return (bids.bestPrice() + asks.bestPrice()) / 2;
  }

  /** (best ask − best bid) ÷ mid, in basis points. */
  public double spreadBps() {
    return (asks.bestPrice() - bids.bestPrice()) / mid() * BASIS_POINTS;
  }

  /**
   * (bid × ask amount + ask × bid amount) ÷ (both amounts), of the best levels: nearer to the side
   * that has less to offer. Gatheral and Oomen call it micro-price; between bid and ask always.
   */
  public double microPrice() {
    double both = bids.bestAmount() + asks.bestAmount();
    return (bids.bestPrice() * asks.bestAmount() + asks.bestPrice() * bids.bestAmount()) / both;
  }

  /**
   * (bid amounts − ask amounts) ÷ (both), over the best {@code levels} of each side or as many as
   * there are: −1 only asks, 1 only bids.
   */
  public double imbalance(int levels) {
    double bid = amount(bids, levels);
    double ask = amount(asks, levels);
    return (bid - ask) / (bid + ask);
  }

  /** Value bid within that many basis points of mid, inclusive, in the quote asset. */
  public double bidDepth(double bps) {
    double lowest = mid() * (1 - bps / BASIS_POINTS);
    double value = 0;
    for (int i = 0; i < bids.size() && bids.prices()[i] >= lowest; i++) {
      value += bids.prices()[i] * bids.amounts()[i];
    }
    return value;
  }

  /** Value asked within that many basis points of mid, inclusive, in the quote asset. */
  public double askDepth(double bps) {
    double highest = mid() * (1 + bps / BASIS_POINTS);
    double value = 0;
    for (int i = 0; i < asks.size() && asks.prices()[i] <= highest; i++) {
      value += asks.prices()[i] * asks.amounts()[i];
    }
    return value;
  }

  /**
   * How much worse than mid a market order pays that spends {@code quote} on the asks, in basis
   * points: half the spread and the impact. Empty where the asks are worth less than that.
   */
  public OptionalDouble buyCostBps(double quote) {
    OptionalDouble paid = averagePrice(asks, quote);
    return paid.isEmpty()
        ? paid
        : OptionalDouble.of((paid.getAsDouble() / mid() - 1) * BASIS_POINTS);
  }

  /** The same of a market order that sells into the bids until it has got {@code quote}. */
  public OptionalDouble sellCostBps(double quote) {
    OptionalDouble got = averagePrice(bids, quote);
    return got.isEmpty() ? got : OptionalDouble.of((1 - got.getAsDouble() / mid()) * BASIS_POINTS);
  }

  /** Of an order worth {@code quote}; empty where the side holds less. */
  private static OptionalDouble averagePrice(BookSide side, double quote) {
    double left = quote;
    double base = 0;
    for (int i = 0; i < side.size(); i++) {
      double value = side.prices()[i] * side.amounts()[i];
      if (value >= left) {
        return OptionalDouble.of(quote / (base + left / side.prices()[i]));
      }
      left -= value;
      base += side.amounts()[i];
    }
    return OptionalDouble.empty();
  }

  private static double amount(BookSide side, int levels) {
    double sum = 0;
    for (int i = 0; i < Math.min(levels, side.size()); i++) {
      sum += side.amounts()[i];
    }
    return sum;
  }
}
