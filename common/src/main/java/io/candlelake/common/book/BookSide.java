package io.candlelake.common.book;

/**
 * One side of an order book, best price first, as parallel arrays of equal length. The arrays are
 * shared, not copied: never write to them.
 *
 * @param prices in the quote asset
 * @param amounts offered at each price, in the base asset
 */
public record BookSide(double[] prices, double[] amounts) {
  public BookSide {
    if (prices.length != amounts.length) {
      throw new IllegalArgumentException(
          prices.length + " prices with " + amounts.length + " amounts");
    }
  }

  /** How many levels. */
  public int size() {
    return prices.length;
  }

  /** The best price; there must be a level. */
  public double bestPrice() {
    return prices[0];
  }

  /** The amount at the best price; there must be a level. */
  public double bestAmount() {
    return amounts[0];
  }
}
