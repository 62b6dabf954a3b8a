package io.candlelake.exchanges;

import io.candlelake.common.market.Pair;
import java.time.Instant;
import java.util.Optional;

/**
 * An exchange, opened for one account (or none) and address. Safe for many threads; every call goes
 * through the exchange's one limiter and is tried again where that can help. What remains is thrown
 * as {@link ExchangeFailure}.
 */
public interface Exchange extends AutoCloseable {
  /** Lower case, as in the tables: {@code binance}. */
  String name();

  /** The exchange's own spelling of a pair: {@code BTCUSDT}, {@code XBT/USD}. */
  String symbol(Pair pair);

  /** Historical candles; empty where the exchange serves none worth having. */
  Optional<CandlePort> candles();

  /** Historical trades. */
  Optional<TradePort> trades();

  /** Order book snapshots. */
  Optional<BookPort> orderBooks();

  /**
   * What time it is there, asked now; empty where the exchange does not tell.
   *
   * @throws ExchangeFailure when it did not answer
   */
  default Optional<Instant> time() {
    return Optional.empty();
  }

  /** Market metadata. */
  MarketPort markets();

  /** Real time; empty where XChange has no stream for it. */
  Optional<StreamPort> stream();

  /** Closes connections; never throws. */
  @Override
  void close();
}
