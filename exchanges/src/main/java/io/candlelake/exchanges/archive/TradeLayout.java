package io.candlelake.exchanges.archive;

import java.io.Serializable;

/**
 * Where a CSV file keeps what of a trade.
 *
 * @param headerLines lines before the first trade
 * @param width columns of every line
 */
public record TradeLayout(
    int headerLines, int width, int id, int time, int price, int amount, int side, Side sideMeans)
    implements Serializable {

  /** How the taker's side is encoded. */
  public enum Side {
    /** True when the buyer was the maker, so the taker sold. */
    BUYER_IS_MAKER,
    /** buy, sell, or anything else where it is not known. */
    NAMED
  }
}
