package io.candlelake.exchanges.binance;

import static io.candlelake.exchanges.transport.JsonFields.decimal;
import static io.candlelake.exchanges.transport.JsonFields.elements;
import static io.candlelake.exchanges.transport.JsonFields.millis;
import static io.candlelake.exchanges.transport.JsonFields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.BookPort;
import io.candlelake.exchanges.CandlePort;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeFailure;
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
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
 * Binance spot. Candles and raw trades reach back to the listing. Trades are requested by raw id;
 * the id at a given time comes from the aggregate trade that contains it.
 */
public final class Binance {
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
  private static final int BOOK_LEVELS = 5_000;
  private static final Map<Interval, KlineInterval> INTERVALS = new EnumMap<>(Interval.class);

  static {
    Arrays.stream(KlineInterval.values())
        .forEach(
            kline -> Interval.parse(kline.code()).ifPresent(ours -> INTERVALS.put(ours, kline)));
  }

  private final InstantSource clock;
  private final ServerTime time = new ServerTime();
  private final Calls calls;
  private final BinanceMarketDataServiceRaw xchange;
  private final BinanceHistory history;
  private final Optional<String> apiKey;

  private Binance(ExchangeSettings settings, InstantSource clock, Calls calls) {
    this.clock = clock;
    this.calls = calls;
    this.apiKey = settings.apiKey();
    ExchangeSpecification specification = Rest.specification(BinanceExchange.class, settings);
    this.xchange =
        (BinanceMarketDataServiceRaw)
            Rest.client(BinanceExchange.class, specification).getMarketDataService();
    this.history = Rest.api(BinanceHistory.class, specification.getSslUri(), specification);
  }

  public static Exchange open(ExchangeSettings settings, InstantSource clock) {
    Calls calls = new Calls(NAME, RATE, Binance::symbol, settings, clock);
    Binance binance = new Binance(settings, clock, calls);
    BookPort books = new BookPort(BOOK_LEVELS, binance::orderBook);
    return new Exchange(
        NAME,
        Binance::symbol,
        Optional.of(new CandlePort(INTERVALS.keySet(), CANDLES_A_PAGE, binance::candles)),
        Optional.of(new TradePort(Ids.CONTIGUOUS, binance::trades)),
        Optional.of(books),
        binance::listings,
        Optional.of(new ExchangeStream(BinanceStream.dialect(books), settings, clock)),
        Optional.of(binance::serverTime),
        calls::close);
  }

  static String symbol(Pair pair) {
    return BinanceAdapters.toSymbol(currencyPair(pair));
  }

  private static CurrencyPair currencyPair(Pair pair) {
    return new CurrencyPair(pair.base(), pair.quote());
  }

  private Instant serverTime() {
    return calls.time(() -> xchange.binanceTime().getServerTime().toInstant());
  }

  private List<Listing> listings() {
    return calls.listings(
        LISTINGS_WEIGHT,
        () -> xchange.getExchangeInfo().getSymbols().stream().map(Binance::listing));
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

  private List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range) {
    List<ExchangeCandle> page =
        calls.candles(
            pair,
            interval,
            range,
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
                    .map(Binance::candle));
    return time.closed(page.stream(), interval, range, this::serverTime);
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

  private Page trades(Pair pair, TradeCursor cursor) {
    OptionalLong firstId = firstId(pair, cursor);
    if (firstId.isEmpty()) {
      return new Page(List.of(), cursor);
    }
    long from = firstId.getAsLong();
    List<ExchangeTrade> trades =
        calls.ask(
            "trades" + calls.of(pair) + " from id " + from,
            TRADES_WEIGHT,
            () ->
                Pages.ascending(
                    elements(
                            history.historicalTrades(
                                apiKey.orElse(null), symbol(pair), from, TRADES_A_PAGE))
                        .map(Binance::trade)));
    boolean happened = cursor.afterId().isEmpty();
    if (trades.isEmpty() && happened) {
      throw new ExchangeFailure(
          ExchangeFailure.Kind.PERMANENT,
          NAME + ": trades" + calls.of(pair) + " from id " + from,
          "they happened and are not served any more; ingest them from its archives",
          Optional.empty(),
          null);
    }
    return Page.ofIds(trades, from - 1);
  }

  /** The first raw id at the cursor; empty when there is no trade yet. */
  private OptionalLong firstId(Pair pair, TradeCursor cursor) {
    if (cursor.afterId().isPresent()) {
      return OptionalLong.of(Long.parseLong(cursor.afterId().get()) + 1);
    }
    long fromMillis = cursor.time().orElseThrow().toEpochMilli();
    return calls.ask(
        "the first trade" + calls.of(pair) + " from " + Instant.ofEpochMilli(fromMillis),
        AGGREGATE_TRADES_WEIGHT,
        () ->
            xchange.aggTradesAllProducts(currencyPair(pair), null, fromMillis, null, 1).stream()
                .mapToLong(aggregate -> aggregate.firstTradeId)
                .findFirst());
  }

  private static ExchangeTrade trade(JsonNode trade) {
    boolean buyerMade = trade.path("isBuyerMaker").asBoolean();
    return new ExchangeTrade(
        String.valueOf(whole(trade, "id")),
        millis(trade, "time"),
        decimal(trade, "price"),
        decimal(trade, "qty"),
        Optional.of(buyerMade ? Side.SELL : Side.BUY));
  }

  /** What a book may be requested to hold, and what it costs (same page, "Order book"). */
  private record Depth(int levels, int weight) {
    static final List<Depth> OFFERED =
        List.of(
            new Depth(100, 5),
            new Depth(500, 25),
            new Depth(1_000, 50),
            new Depth(BOOK_LEVELS, 250));

    static Depth atLeast(int levels) {
      return OFFERED.stream()
          .filter(offered -> offered.levels() >= levels)
          .findFirst()
          .orElse(OFFERED.get(OFFERED.size() - 1));
    }
  }

  private ExchangeOrderBook orderBook(Pair pair, int depth) {
    Depth enough = Depth.atLeast(depth);
    return calls.orderBook(
        pair,
        enough.weight(),
        () -> book(xchange.getBinanceOrderbookAllProducts(currencyPair(pair), enough.levels())));
  }

  private ExchangeOrderBook book(BinanceOrderbook book) {
    return new ExchangeOrderBook(
        clock.instant(), OptionalLong.of(book.lastUpdateId), levels(book.bids), levels(book.asks));
  }

  private static List<Level> levels(Map<BigDecimal, BigDecimal> side) {
    return side.entrySet().stream()
        .map(level -> new Level(level.getKey(), level.getValue()))
        .toList();
  }
}
