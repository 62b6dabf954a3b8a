package io.candlelake.exchanges;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Pair;

/**
 * Order book snapshots of an exchange.
 *
 * @param maxDepth most levels a side that a snapshot can have
 */
public record BookPort(int maxDepth, Snapshots snapshots) {
  public BookPort {
    requireNonNull(snapshots, "snapshots is null");
  }

  /** Requests a snapshot. */
  @FunctionalInterface
  public interface Snapshots {
    ExchangeOrderBook orderBook(Pair pair, int depth);
  }

  /**
   * The current book, at least {@code depth} levels a side where the book has them.
   *
   * @throws ExchangeFailure when the exchange did not answer
   */
  public ExchangeOrderBook orderBook(Pair pair, int depth) {
    return snapshots.orderBook(pair, depth);
  }
}
