package io.candlelake.exchanges;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Pair;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The ports of an exchange, opened for one account (or none) and address. Safe for many threads;
 * every call goes through the exchange's one limiter and is retried where that can help. A call
 * that still fails throws {@link ExchangeFailure}.
 *
 * @param name lower case, as in the tables: {@code binance}
 * @param symbols the exchange's own spelling of a pair: {@code BTCUSDT}, {@code XBT/USD}
 * @param candles historical candles; empty where the exchange serves none worth having
 * @param trades historical trades
 * @param orderBooks order book snapshots
 * @param markets market metadata
 * @param stream real-time data; empty where XChange has no stream for it
 * @param clock requests the exchange's current time; empty where the exchange has no such request
 * @param closing closes connections; never throws
 */
public record Exchange(
    String name,
    Function<Pair, String> symbols,
    Optional<CandlePort> candles,
    Optional<TradePort> trades,
    Optional<BookPort> orderBooks,
    MarketPort markets,
    Optional<StreamPort> stream,
    Optional<Supplier<Instant>> clock,
    Runnable closing)
    implements AutoCloseable {
  public Exchange {
    requireNonNull(name, "name is null");
    requireNonNull(symbols, "symbols is null");
    requireNonNull(candles, "candles is null");
    requireNonNull(trades, "trades is null");
    requireNonNull(orderBooks, "orderBooks is null");
    requireNonNull(markets, "markets is null");
    requireNonNull(stream, "stream is null");
    requireNonNull(clock, "clock is null");
    requireNonNull(closing, "closing is null");
  }

  /** The exchange's own spelling of a pair. */
  public String symbol(Pair pair) {
    return symbols.apply(pair);
  }

  /**
   * The exchange's current time, by a request.
   *
   * @throws ExchangeFailure when it did not answer
   */
  public Optional<Instant> time() {
    return clock.map(Supplier::get);
  }

  /** The same exchange under another name. */
  public Exchange named(String otherName) {
    return new Exchange(
        otherName, symbols, candles, trades, orderBooks, markets, stream, clock, closing);
  }

  @Override
  public void close() {
    closing.run();
  }
}
