package io.candlelake.exchanges;

import static java.util.Objects.requireNonNull;

import io.candlelake.exchanges.binance.Binance;
import io.candlelake.exchanges.bitfinex.Bitfinex;
import io.candlelake.exchanges.bitstamp.Bitstamp;
import io.candlelake.exchanges.bybit.Bybit;
import io.candlelake.exchanges.coinbase.Coinbase;
import io.candlelake.exchanges.kraken.Kraken;
import io.candlelake.exchanges.okx.Okx;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Every exchange. A new one is a class and a line here. */
public final class Exchanges {
  /** How each is opened, by name. */
  public static final List<Opener> ALL =
      List.of(
          new Opener(Binance.NAME, Binance.RATE, Binance::open),
          new Opener(Kraken.NAME, Kraken.RATE, Kraken::open),
          new Opener(Coinbase.NAME, Coinbase.RATE, Coinbase::open),
          new Opener(Bitstamp.NAME, Bitstamp.RATE, Bitstamp::open),
          new Opener(Bitfinex.NAME, Bitfinex.RATE, Bitfinex::open),
          new Opener(Okx.NAME, Okx.RATE, Okx::open),
          new Opener(Bybit.NAME, Bybit.RATE, Bybit::open));

  private Exchanges() {}

  /**
   * Opens an exchange.
   *
   * @param name lower case, as in the tables: {@code binance}
   * @param rate of requests
   * @param exchange opens it with settings and clock
   */
  public record Opener(
      String name, Rate rate, BiFunction<ExchangeSettings, InstantSource, Exchange> exchange) {
    public Opener {
      requireNonNull(name, "name is null");
      requireNonNull(rate, "rate is null");
      requireNonNull(exchange, "exchange is null");
    }

    /**
     * Opens it; nothing is called yet. Each opening has a limiter of its own: open an exchange once
     * and share it between threads.
     *
     * @param clock for books without a time and for Retry-After; and for whether a candle has
     *     closed where the exchange does not tell its time
     */
    public Exchange open(ExchangeSettings settings, InstantSource clock) {
      return exchange.apply(settings, clock);
    }
  }

  /** The exchange of that name. */
  public static Optional<Opener> named(String name) {
    return ALL.stream().filter(exchange -> exchange.name().equals(name)).findFirst();
  }
}
