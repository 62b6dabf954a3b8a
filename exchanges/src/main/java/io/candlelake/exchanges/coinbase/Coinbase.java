package io.candlelake.exchanges.coinbase;

import static io.candlelake.exchanges.transport.JsonFields.seconds;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.AssetNames;
import io.candlelake.exchanges.BookPort;
import io.candlelake.exchanges.CandlePort;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeOrderBook.Level;
import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.ExchangeTrade.Side;
import io.candlelake.exchanges.Listing;
import io.candlelake.exchanges.Rate;
import io.candlelake.exchanges.TradePort;
import io.candlelake.exchanges.TradePort.Ids;
import io.candlelake.exchanges.TradePort.Page;
import io.candlelake.exchanges.TradePort.TradeCursor;
import io.candlelake.exchanges.stream.ExchangeStream;
import io.candlelake.exchanges.transport.Calls;
import io.candlelake.exchanges.transport.Pages;
import io.candlelake.exchanges.transport.Rest;
import io.candlelake.exchanges.transport.ServerTime;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.knowm.xchange.ExchangeSpecification;
import org.knowm.xchange.client.ExchangeRestProxyBuilder;
import org.knowm.xchange.coinbasepro.CoinbasePro;
import org.knowm.xchange.coinbasepro.CoinbaseProExchange;
import org.knowm.xchange.coinbasepro.dto.marketdata.CoinbaseProCandle;
import org.knowm.xchange.coinbasepro.dto.marketdata.CoinbaseProProduct;
import org.knowm.xchange.coinbasepro.dto.marketdata.CoinbaseProProductBook;
import org.knowm.xchange.coinbasepro.dto.marketdata.CoinbaseProProductBookEntry;
import org.knowm.xchange.coinbasepro.dto.marketdata.CoinbaseProTrade;

/**
 * Coinbase Exchange. Trades come newest first, so a page forward is the page before an id that lies
 * a page ahead; the id at a time is found by halving.
 *
 * <p>XChange's service needs another major version of resilience4j than ours (with vavr) and does
 * not load; its REST interface does.
 */
public final class Coinbase {
  public static final String NAME = "coinbase";

  /**
   * 10 public calls a second and address (docs.cdp.coinbase.com, Exchange, "REST API rate limits");
   * we make 8.
   */
  public static final Rate RATE =
      new Rate(8, Duration.ofSeconds(1), "10 calls a second; we make 8");

  /** Codes of assets and ours: {@code commonCurrencies} of ccxt 4.5.90. */
  private static final AssetNames NAMES = AssetNames.of("CGLD=CELO");

  private static final int CANDLES_A_PAGE = 300;
  private static final int TRADES_A_PAGE = 1_000;
  private static final String AGGREGATED = "2";
  private static final Set<Interval> INTERVALS =
      Set.of(
          Interval.ONE_MINUTE,
          Interval.FIVE_MINUTES,
          Interval.FIFTEEN_MINUTES,
          Interval.ONE_HOUR,
          Interval.SIX_HOURS,
          Interval.ONE_DAY);

  /** The whole book, each price once. */
  private static final int ALL_LEVELS = Integer.MAX_VALUE;

  private final InstantSource clock;
  private final Calls calls;
  private final CoinbasePro xchange;
  private final CoinbaseTime timeApi;
  private final ServerTime time = new ServerTime();

  private Coinbase(ExchangeSettings settings, InstantSource clock, Calls calls) {
    this.clock = clock;
    this.calls = calls;
    ExchangeSpecification specification = Rest.specification(CoinbaseProExchange.class, settings);
    String address =
        settings.address().map(URI::toString).orElseGet(() -> primeAddress(specification));
    this.xchange =
        ExchangeRestProxyBuilder.forInterface(CoinbasePro.class, specification)
            .baseUrl(address)
            .build();
    this.timeApi = Rest.api(CoinbaseTime.class, address, specification);
  }

  public static Exchange open(ExchangeSettings settings, InstantSource clock) {
    Calls calls = new Calls(NAME, RATE, Coinbase::symbol, settings, clock);
    Coinbase coinbase = new Coinbase(settings, clock, calls);
    return new Exchange(
        NAME,
        Coinbase::symbol,
        Optional.of(new CandlePort(INTERVALS, CANDLES_A_PAGE, coinbase::candles)),
        Optional.of(new TradePort(Ids.CONTIGUOUS, coinbase::trades)),
        Optional.of(new BookPort(ALL_LEVELS, (pair, depth) -> coinbase.orderBook(pair))),
        () ->
            calls.listings(
                1, () -> Stream.of(coinbase.xchange.getProducts()).map(Coinbase::listing)),
        Optional.of(new ExchangeStream(CoinbaseStream.DIALECT, settings, clock)),
        Optional.of(coinbase::serverTime),
        calls::close);
  }

  static String symbol(Pair pair) {
    return NAMES.base(pair) + "-" + NAMES.quote(pair);
  }

  private Instant serverTime() {
    return calls.time(() -> seconds(timeApi.time(), "epoch"));
  }

  /** Where the exchange is now; the address of "Pro" answers no more. */
  private static String primeAddress(ExchangeSpecification specification) {
    return (String)
        specification.getExchangeSpecificParametersItem(
            CoinbaseProExchange.Parameters.PARAM_PRIME_SSL_URI);
  }

  private static Optional<Listing> listing(CoinbaseProProduct product) {
    String base = NAMES.ours(product.getBaseCurrency());
    return Pair.parse(base + "-" + NAMES.ours(product.getTargetCurrency()))
        .map(
            pair ->
                new Listing(
                    product.getId(),
                    pair,
                    Optional.ofNullable(product.getQuoteIncrement()),
                    Optional.ofNullable(product.getBaseIncrement()),
                    Optional.ofNullable(product.getBaseMinSize()),
                    Optional.ofNullable(product.getMinMarketFunds()),
                    Optional.empty(),
                    Optional.empty(),
                    "online".equals(product.getStatus()) && !product.isTradingDisabled()));
  }

  /** Coinbase includes both ends, so the last is the last open time. */
  private List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range) {
    Instant lastOpen = interval.floor(range.to().minusMillis(1));
    List<ExchangeCandle> page =
        calls.candles(
            pair,
            interval,
            range,
            1,
            () ->
                Stream.of(
                        xchange.getHistoricalCandles(
                            NAMES.base(pair),
                            NAMES.quote(pair),
                            range.from().toString(),
                            lastOpen.toString(),
                            String.valueOf(interval.length().toSeconds())))
                    .map(Coinbase::candle));
    return time.closed(page.stream(), interval, range, this::serverTime);
  }

  private static ExchangeCandle candle(CoinbaseProCandle row) {
    return new ExchangeCandle(
        row.getTime().toInstant(),
        row.getOpen(),
        row.getHigh(),
        row.getLow(),
        row.getClose(),
        row.getVolume(),
        OptionalLong.empty());
  }

  private Page trades(Pair pair, TradeCursor cursor) {
    long last =
        cursor
            .afterId()
            .map(Long::parseLong)
            .orElseGet(() -> lastBefore(pair, cursor.time().orElseThrow()));
    List<ExchangeTrade> trades =
        Pages.ascending(
            before(pair, last + TRADES_A_PAGE + 1, TRADES_A_PAGE).stream()
                .filter(trade -> trade.getTradeId() > last)
                .map(Coinbase::trade));
    return Page.ofIds(trades, last);
  }

  /** The largest id of a trade before {@code time}, or 0. */
  private long lastBefore(Pair pair, Instant time) {
    long before = 0;
    long from = newest(pair) + 1;
    while (from - before > 1) {
      long middle = before + (from - before) / 2;
      Optional<CoinbaseProTrade> probe = before(pair, middle + 1, 1).stream().findFirst();
      if (probe.isEmpty() || instant(probe.get()).isBefore(time)) {
        before = middle;
      } else {
        from = probe.get().getTradeId();
      }
    }
    return before;
  }

  private long newest(Pair pair) {
    return calls.ask(
        "the newest trade" + calls.of(pair),
        () ->
            xchange.getTradesPageable(NAMES.base(pair), NAMES.quote(pair), null, 1).stream()
                .mapToLong(CoinbaseProTrade::getTradeId)
                .max()
                .orElse(0));
  }

  /** The newest trades whose id is less, newest first. */
  private List<CoinbaseProTrade> before(Pair pair, long id, int count) {
    return calls.ask(
        "trades" + calls.of(pair) + " before id " + id,
        () ->
            List.copyOf(xchange.getTradesPageable(NAMES.base(pair), NAMES.quote(pair), id, count)));
  }

  /** Coinbase names the maker's side; the taker did the opposite. */
  private static ExchangeTrade trade(CoinbaseProTrade trade) {
    return new ExchangeTrade(
        String.valueOf(trade.getTradeId()),
        instant(trade),
        trade.getPrice(),
        trade.getSize(),
        Optional.of(Side.named(trade.getSide()).opposite()));
  }

  private static Instant instant(CoinbaseProTrade trade) {
    return Instant.parse(trade.getTimestamp());
  }

  private ExchangeOrderBook orderBook(Pair pair) {
    return calls.orderBook(
        pair,
        1,
        () -> {
          CoinbaseProProductBook book =
              xchange.getProductOrderBook(NAMES.base(pair), NAMES.quote(pair), AGGREGATED);
          return new ExchangeOrderBook(
              clock.instant(),
              OptionalLong.of(book.getSequence()),
              levels(book.getBids()),
              levels(book.getAsks()));
        });
  }

  private static List<Level> levels(CoinbaseProProductBookEntry[] side) {
    return Stream.ofNullable(side) // null when nothing is offered
        .flatMap(Stream::of)
        .map(level -> new Level(level.getPrice(), level.getVolume()))
        .toList();
  }
}
