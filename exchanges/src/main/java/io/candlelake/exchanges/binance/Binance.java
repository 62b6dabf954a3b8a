package io.candlelake.exchanges.binance;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.knowm.xchange.ExchangeSpecification;
import org.knowm.xchange.binance.BinanceAdapters;
import org.knowm.xchange.binance.BinanceExchange;
import org.knowm.xchange.binance.dto.marketdata.BinanceKline;
import org.knowm.xchange.binance.dto.marketdata.BinanceOrderbook;
import org.knowm.xchange.binance.dto.marketdata.KlineInterval;
import org.knowm.xchange.binance.dto.meta.exchangeinfo.Filter;
import org.knowm.xchange.binance.dto.meta.exchangeinfo.Symbol;
import org.knowm.xchange.binance.service.BinanceMarketDataServiceRaw;
import org.knowm.xchange.currency.CurrencyPair;

/**
 * Binance spot. Candles and raw trades reach back to the listing; trades are asked for by raw id,
 * and the id at a time is found by the aggregate trade that holds it.
 */
public final class Binance implements Exchange {
  public static final String NAME = "binance";

  /**
   * Weight 6,000 a minute and address (developers.binance.com, spot REST API, "Limits": {@code
   * REQUEST_WEIGHT} of exchangeInfo); we spend 4,800, evenly.
   */
  public static final Rate RATE =
      new Rate(800, Duration.ofSeconds(10), "weight 6000 a minute; we spend 4800");

  private static final int CANDLES_A_PAGE = 1_000;
  private static final int TRADES_A_PAGE = 1_000;
  private static final int CANDLES_WEIGHT = 2;
  private static final int TRADES_WEIGHT = 25;
  private static final int AGGREGATE_TRADES_WEIGHT = 4;
  private static final int LISTINGS_WEIGHT = 20;
  private static final String FROM_TIME = "time:";
  private static final String FROM_ID = "id:";

  private final CloseableWait door = new CloseableWait();
  private final InstantSource clock;
  private final ServerTime time = new ServerTime();
  private final Calls calls;
  private final BinanceMarketDataServiceRaw xchange;
  private final BinanceHistory history;
  private final Optional<String> apiKey;
  private final StreamPort stream;

  public Binance(ExchangeSettings settings, InstantSource clock) {
    this.clock = clock;
    this.calls = new Calls(NAME, RATE, clock, door);
    this.apiKey = settings.apiKey();
    this.stream = new ExchangeStream(new BinanceStream(new Books()), settings, clock);
    ExchangeSpecification specification = Rest.specification(BinanceExchange.class, settings);
    this.xchange =
        (BinanceMarketDataServiceRaw)
            Rest.client(BinanceExchange.class, specification).getMarketDataService();
    this.history = Rest.api(BinanceHistory.class, specification.getSslUri(), specification);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String symbol(Pair pair) {
    return BinanceAdapters.toSymbol(currencyPair(pair));
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
    return calls.ask("the time", () -> xchange.binanceTime().getServerTime().toInstant());
  }

  @Override
  public MarketPort markets() {
    return () ->
        calls.ask(
            "markets",
            LISTINGS_WEIGHT,
            () ->
                xchange.getExchangeInfo().getSymbols().stream()
                    .flatMap(symbol -> listing(symbol).stream())
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

  private static CurrencyPair currencyPair(Pair pair) {
    return new CurrencyPair(pair.base(), pair.quote());
  }

  private String of(Pair pair) {
    return " of " + pair + " (" + symbol(pair) + ")";
  }

  private static Optional<Listing> listing(Symbol symbol) {
    return Pair.parse(symbol.getBaseAsset() + "-" + symbol.getQuoteAsset())
        .map(
            pair ->
                new Listing(
                    symbol.getSymbol(),
                    pair,
                    rule(symbol, "PRICE_FILTER", Filter::getTickSize),
                    rule(symbol, "LOT_SIZE", Filter::getStepSize),
                    rule(symbol, "LOT_SIZE", Filter::getMinQty),
                    rule(symbol, "NOTIONAL", Filter::getMinNotional)
                        .or(() -> rule(symbol, "MIN_NOTIONAL", Filter::getMinNotional)),
                    Optional.empty(),
                    Optional.empty(),
                    symbol.getStatus().equals("TRADING")));
  }

  private static Optional<BigDecimal> rule(
      Symbol symbol, String filterType, Function<Filter, String> value) {
    return Stream.of(symbol.getFilters())
        .filter(filter -> filter.getFilterType().equals(filterType))
        .map(filter -> new BigDecimal(value.apply(filter)))
        .findFirst();
  }

  private final class Candles implements CandlePort {
    private static final Map<Interval, KlineInterval> INTERVALS = new EnumMap<>(Interval.class);

    static {
      Arrays.stream(KlineInterval.values())
          .forEach(
              kline -> Interval.parse(kline.code()).ifPresent(ours -> INTERVALS.put(ours, kline)));
    }

    @Override
    public Set<Interval> intervals() {
      return Set.copyOf(INTERVALS.keySet());
    }

    @Override
    public int pageSize() {
      return CANDLES_A_PAGE;
    }

    @Override
    public OptionalInt depth() {
      return OptionalInt.empty();
    }

    @Override
    public List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range) {
      List<ExchangeCandle> page =
          calls.ask(
              interval.code() + " candles" + of(pair) + " from " + range.from(),
              CANDLES_WEIGHT,
              () ->
                  xchange
                      .klines(
                          currencyPair(pair),
                          INTERVALS.get(interval),
                          CANDLES_A_PAGE,
                          range.from().toEpochMilli(),
                          range.to().toEpochMilli() - 1)
                      .stream()
                      .map(Binance::candle)
                      .toList());
      return Pages.closed(page.stream(), interval, range, time, Binance.this::serverTime);
    }
  }

  private static ExchangeCandle candle(BinanceKline kline) {
    return new ExchangeCandle(
        Instant.ofEpochMilli(kline.getOpenTime()),
        kline.getOpen(),
        kline.getHigh(),
        kline.getLow(),
        kline.getClose(),
        kline.getVolume(),
        OptionalLong.of(kline.getNumberOfTrades()));
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
      return new TradeCursor(FROM_TIME + time.toEpochMilli());
    }

    @Override
    public Optional<TradeCursor> after(Pair pair, String tradeId) {
      return Optional.of(behind(Long.parseLong(tradeId)));
    }

    @Override
    public Page next(Pair pair, TradeCursor cursor) {
      OptionalLong fromId = rawId(pair, cursor);
      if (fromId.isEmpty()) {
        return new Page(List.of(), cursor);
      }
      List<ExchangeTrade> trades =
          calls.ask(
              "trades" + of(pair) + " from id " + fromId.getAsLong(),
              TRADES_WEIGHT,
              () ->
                  Pages.ascending(
                      Json.elements(
                              history.historicalTrades(
                                  apiKey.orElse(null),
                                  symbol(pair),
                                  fromId.getAsLong(),
                                  TRADES_A_PAGE))
                          .map(Binance::trade)));
      return new Page(trades, behind(Pages.lastId(trades, fromId.getAsLong() - 1)));
    }

    /** The first raw id at the cursor; empty when there is no trade yet. */
    private OptionalLong rawId(Pair pair, TradeCursor cursor) {
      if (cursor.value().startsWith(FROM_ID)) {
        return OptionalLong.of(Long.parseLong(cursor.value().substring(FROM_ID.length())));
      }
      long fromMillis = Long.parseLong(cursor.value().substring(FROM_TIME.length()));
      return calls.ask(
          "the first trade" + of(pair) + " from " + Instant.ofEpochMilli(fromMillis),
          AGGREGATE_TRADES_WEIGHT,
          () ->
              xchange.aggTradesAllProducts(currencyPair(pair), null, fromMillis, null, 1).stream()
                  .mapToLong(aggregate -> aggregate.firstTradeId)
                  .findFirst());
    }

    private TradeCursor behind(long id) {
      return new TradeCursor(FROM_ID + (id + 1));
    }
  }

  private static ExchangeTrade trade(JsonNode trade) {
    boolean buyerMade = trade.path("isBuyerMaker").asBoolean();
    return new ExchangeTrade(
        String.valueOf(Json.integer(trade.path("id"))),
        Json.millis(trade.path("time")),
        Json.decimal(trade.path("price")),
        Json.decimal(trade.path("qty")),
        Optional.of(buyerMade ? ExchangeTrade.Side.SELL : ExchangeTrade.Side.BUY));
  }

  private final class Books implements BookPort {
    /** What a book may be asked to hold, and what it costs (same page, "Order book"). */
    private static final List<Depth> DEPTHS =
        List.of(new Depth(100, 5), new Depth(500, 25), new Depth(1_000, 50), new Depth(5_000, 250));

    private record Depth(int levels, int weight) {}

    @Override
    public int maxDepth() {
      return DEPTHS.get(DEPTHS.size() - 1).levels();
    }

    @Override
    public ExchangeOrderBook orderBook(Pair pair, int depth) {
      Depth enough =
          DEPTHS.stream()
              .filter(offered -> offered.levels() >= depth)
              .findFirst()
              .orElse(DEPTHS.get(DEPTHS.size() - 1));
      return calls.ask(
          "order book" + of(pair),
          enough.weight(),
          () -> book(xchange.getBinanceOrderbookAllProducts(currencyPair(pair), enough.levels())));
    }

    private ExchangeOrderBook book(BinanceOrderbook book) {
      return new ExchangeOrderBook(
          clock.instant(),
          OptionalLong.of(book.lastUpdateId),
          levels(book.bids),
          levels(book.asks));
    }

    private List<ExchangeOrderBook.Level> levels(Map<BigDecimal, BigDecimal> side) {
      return side.entrySet().stream()
          .map(level -> new ExchangeOrderBook.Level(level.getKey(), level.getValue()))
          .toList();
    }
  }
}
