package io.candlelake.exchanges.coinbase;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.BookPort;
import io.candlelake.exchanges.CandlePort;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.Listing;
import io.candlelake.exchanges.MarketPort;
import io.candlelake.exchanges.Rate;
import io.candlelake.exchanges.StreamPort;
import io.candlelake.exchanges.TradePort;
import io.candlelake.exchanges.stream.ExchangeStream;
import io.candlelake.exchanges.transport.Calls;
import io.candlelake.exchanges.transport.CloseableWait;
import io.candlelake.exchanges.transport.Json;
import io.candlelake.exchanges.transport.Pages;
import io.candlelake.exchanges.transport.Rest;
import io.candlelake.exchanges.transport.ServerTime;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
public final class Coinbase implements Exchange {
  public static final String NAME = "coinbase";

  /**
   * 10 public calls a second and address (docs.cdp.coinbase.com, Exchange, "REST API rate limits");
   * we make 8.
   */
  public static final Rate RATE =
      new Rate(8, Duration.ofSeconds(1), "10 calls a second; we make 8");

  private static final int CANDLES_A_PAGE = 300;
  private static final int TRADES_A_PAGE = 1_000;
  private static final String AGGREGATED = "2";
  private static final String FROM_TIME = "time:";
  private static final String AFTER_ID = "id:";

  private final CloseableWait door = new CloseableWait();
  private final InstantSource clock;
  private final Calls calls;
  private final CoinbasePro xchange;
  private final CoinbaseTime timeApi;
  private final ServerTime time = new ServerTime();
  private final StreamPort stream;

  public Coinbase(ExchangeSettings settings, InstantSource clock) {
    this.clock = clock;
    this.calls = new Calls(NAME, RATE, clock, door);
    ExchangeSpecification specification = Rest.specification(CoinbaseProExchange.class, settings);
    String address =
        settings.address().map(URI::toString).orElseGet(() -> primeAddress(specification));
    this.xchange =
        ExchangeRestProxyBuilder.forInterface(CoinbasePro.class, specification)
            .baseUrl(address)
            .build();
    this.timeApi = Rest.api(CoinbaseTime.class, address, specification);
    this.stream = new ExchangeStream(new CoinbaseStream(), settings, clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String symbol(Pair pair) {
    return pair.base() + "-" + pair.quote();
  }

  @Override
  public Optional<CandlePort> candles() {
    return Optional.of(new Candles());
  }

  @Override
  public Optional<TradePort> trades() {
    return Optional.of(new Trades());
  }

  @Override
  public Optional<BookPort> orderBooks() {
    return Optional.of(new Books());
  }

  @Override
  public Optional<Instant> time() {
    return Optional.of(serverTime());
  }

  private Instant serverTime() {
    return calls.ask("the time", () -> Json.seconds(timeApi.time().path("epoch")));
  }

  @Override
  public MarketPort markets() {
    return () ->
        calls.ask(
            "markets",
            () ->
                Stream.of(xchange.getProducts())
                    .flatMap(product -> listing(product).stream())
                    .toList());
  }

  @Override
  public Optional<StreamPort> stream() {
    return Optional.of(stream);
  }

  @Override
  public void close() {
    door.close();
  }

  /** Where the exchange is now; the address of "Pro" answers no more. */
  private static String primeAddress(ExchangeSpecification specification) {
    return (String)
        specification.getExchangeSpecificParametersItem(
            CoinbaseProExchange.Parameters.PARAM_PRIME_SSL_URI);
  }

  private String of(Pair pair) {
    return " of " + pair + " (" + symbol(pair) + ")";
  }

  private static Optional<Listing> listing(CoinbaseProProduct product) {
    return Pair.parse(product.getBaseCurrency() + "-" + product.getTargetCurrency())
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

  private final class Candles implements CandlePort {
    private static final Set<Interval> INTERVALS =
        Set.of(
            Interval.ONE_MINUTE,
            Interval.FIVE_MINUTES,
            Interval.FIFTEEN_MINUTES,
            Interval.ONE_HOUR,
            Interval.SIX_HOURS,
            Interval.ONE_DAY);

    @Override
    public Set<Interval> intervals() {
      return INTERVALS;
    }

    @Override
    public int pageSize() {
      return CANDLES_A_PAGE;
    }

    @Override
    public OptionalInt depth() {
      return OptionalInt.empty();
    }

    /** Both ends are meant by Coinbase, so the last is the last open time. */
    @Override
    public List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range) {
      Instant lastOpen = interval.floor(range.to().minusMillis(1));
      List<ExchangeCandle> page =
          calls.ask(
              interval.code() + " candles" + of(pair) + " from " + range.from(),
              () ->
                  Stream.of(
                          xchange.getHistoricalCandles(
                              pair.base(),
                              pair.quote(),
                              range.from().toString(),
                              lastOpen.toString(),
                              String.valueOf(interval.length().toSeconds())))
                      .map(Coinbase::candle)
                      .toList());
      return Pages.closed(page.stream(), interval, range, time, Coinbase.this::serverTime);
    }
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

  private final class Trades implements TradePort {
    @Override
    public OptionalInt depth() {
      return OptionalInt.empty();
    }

    @Override
    public boolean idsAreContiguous() {
      return true;
    }

    @Override
    public TradeCursor at(Pair pair, Instant time) {
      return new TradeCursor(FROM_TIME + time);
    }

    @Override
    public Optional<TradeCursor> after(Pair pair, String tradeId) {
      return Optional.of(behind(Long.parseLong(tradeId)));
    }

    @Override
    public Page next(Pair pair, TradeCursor cursor) {
      long last = lastRead(pair, cursor);
      List<ExchangeTrade> trades =
          Pages.ascending(
              before(pair, last + TRADES_A_PAGE + 1, TRADES_A_PAGE).stream()
                  .filter(trade -> trade.getTradeId() > last)
                  .map(Coinbase::trade));
      return new Page(trades, behind(Pages.lastId(trades, last)));
    }

    private long lastRead(Pair pair, TradeCursor cursor) {
      return cursor.value().startsWith(AFTER_ID)
          ? Long.parseLong(cursor.value().substring(AFTER_ID.length()))
          : lastBefore(pair, Instant.parse(cursor.value().substring(FROM_TIME.length())));
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
          "the newest trade" + of(pair),
          () ->
              xchange.getTradesPageable(pair.base(), pair.quote(), null, 1).stream()
                  .mapToLong(CoinbaseProTrade::getTradeId)
                  .max()
                  .orElse(0));
    }

    /** The newest trades whose id is less, newest first. */
    private List<CoinbaseProTrade> before(Pair pair, long id, int count) {
      return calls.ask(
          "trades" + of(pair) + " before id " + id,
          () -> List.copyOf(xchange.getTradesPageable(pair.base(), pair.quote(), id, count)));
    }

    private TradeCursor behind(long id) {
      return new TradeCursor(AFTER_ID + id);
    }
  }

  /** Coinbase names the maker's side; the taker did the opposite. */
  private static ExchangeTrade trade(CoinbaseProTrade trade) {
    return new ExchangeTrade(
        String.valueOf(trade.getTradeId()),
        instant(trade),
        trade.getPrice(),
        trade.getSize(),
        Optional.of(
            "buy".equals(trade.getSide()) ? ExchangeTrade.Side.SELL : ExchangeTrade.Side.BUY));
  }

  private static Instant instant(CoinbaseProTrade trade) {
    return Instant.parse(trade.getTimestamp());
  }

  private final class Books implements BookPort {
    /** The whole book, each price once. */
    @Override
    public int maxDepth() {
      return Integer.MAX_VALUE;
    }

    @Override
    public ExchangeOrderBook orderBook(Pair pair, int depth) {
      return calls.ask(
          "order book" + of(pair),
          () -> {
            CoinbaseProProductBook book =
                xchange.getProductOrderBook(pair.base(), pair.quote(), AGGREGATED);
            return new ExchangeOrderBook(
                clock.instant(),
                OptionalLong.of(book.getSequence()),
                levels(book.getBids()),
                levels(book.getAsks()));
          });
    }

    private List<ExchangeOrderBook.Level> levels(CoinbaseProProductBookEntry[] side) {
      return Stream.ofNullable(side) // null when nothing is offered
          .flatMap(Stream::of)
          .map(level -> new ExchangeOrderBook.Level(level.getPrice(), level.getVolume()))
          .toList();
    }
  }
}
