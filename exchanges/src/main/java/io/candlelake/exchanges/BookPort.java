package io.candlelake.exchanges;

import io.candlelake.common.market.Pair;

/** Order book snapshots of an exchange. */
public interface BookPort {
  /** Most levels a side that a snapshot can have. */
  int maxDepth();

  /**
   * The book as it stands, at least {@code depth} levels a side where the book has them.
   *
   * @throws ExchangeFailure when the exchange did not answer it
   */
  ExchangeOrderBook orderBook(Pair pair, int depth);
}
