package io.candlelake.exchanges.okx;

import static io.candlelake.exchanges.ExchangeFailure.Kind.PERMANENT;
import static io.candlelake.exchanges.transport.JsonFields.decimal;
import static io.candlelake.exchanges.transport.JsonFields.elements;
import static io.candlelake.exchanges.transport.JsonFields.levels;
import static io.candlelake.exchanges.transport.JsonFields.millis;
import static io.candlelake.exchanges.transport.JsonFields.optionalDecimal;
import static io.candlelake.exchanges.transport.JsonFields.text;
import static io.candlelake.exchanges.transport.JsonFields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.AssetNames;
import io.candlelake.exchanges.BookPort;
import io.candlelake.exchanges.CandlePort;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.ExchangeTrade.Side;
import io.candlelake.exchanges.Listing;
import io.candlelake.exchanges.Rate;
import io.candlelake.exchanges.TradePort;
import io.candlelake.exchanges.TradePort.Ids;
import io.candlelake.exchanges.TradePort.Page;
import io.candlelake.exchanges.TradePort.TradeCursor;
import io.candlelake.exchanges.transport.Calls;
import io.candlelake.exchanges.transport.JsonFields;
import io.candlelake.exchanges.transport.Pages;
import io.candlelake.exchanges.transport.RejectedRequest;
import io.candlelake.exchanges.transport.Rest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.knowm.xchange.okex.OkexExchange;

/**
 * OKX spot. Candles reach back to the first, trades three months. OKX marks a candle that has
 * closed. (XChange's service needs another major version of resilience4j than ours, and its candle
 * and trade calls lack what paging needs.)
 */
public final class Okx {
  public static final String NAME = "okx";

  /**
   * 20 calls in 2 seconds and address for candles, trades and instruments, 40 for books
   * (okx.com/docs-v5, each endpoint's rate limit); we make 16 of all.
   */
  public static final Rate RATE =
      new Rate(16, Duration.ofSeconds(2), "20 calls in 2 seconds; we make 16");

  /** Codes of assets and ours: {@code commonCurrencies} of ccxt 4.5.90. */
  private static final AssetNames NAMES = AssetNames.of("AE=AET");

  private static final int PAGE = 100;
  private static final int BY_ID = 1;
  private static final int BY_TIME = 2;
  private static final int BOOK_LEVELS = 400;
  private static final int CONFIRMED = 8;
  private static final Duration TRADES_REACH = Duration.ofDays(90);
  private static final Set<String> TOO_OFTEN = Set.of("50011", "50040", "50061");
  private static final Set<String> PASSING = Set.of("50001", "50004", "50005", "50013", "50026");

  /** Six hours and longer open on Hong Kong's grid unless UTC's is requested. */
  private static final Map<Interval, String> INTERVALS =
      Map.of(
          Interval.ONE_MINUTE, "1m",
          Interval.FIVE_MINUTES, "5m",
          Interval.FIFTEEN_MINUTES, "15m",
          Interval.THIRTY_MINUTES, "30m",
          Interval.ONE_HOUR, "1H",
          Interval.TWO_HOURS, "2H",
          Interval.FOUR_HOURS, "4H",
          Interval.SIX_HOURS, "6Hutc",
          Interval.TWELVE_HOURS, "12Hutc",
          Interval.ONE_DAY, "1Dutc");

  private final Calls calls;
  private final OkxPublic rest;

  private Okx(ExchangeSettings settings, Calls calls) {
    this.calls = calls;
    this.rest = Rest.api(OkxPublic.class, OkexExchange.class, settings);
  }

  public static Exchange open(ExchangeSettings settings, InstantSource clock) {
    Calls calls = new Calls(NAME, RATE, Okx::symbol, settings, clock);
    Okx okx = new Okx(settings, calls);
    return new Exchange(
        NAME,
        Okx::symbol,
        Optional.of(new CandlePort(INTERVALS.keySet(), PAGE, okx::candles)),
        Optional.of(
            new TradePort(
                OptionalInt.empty(), Optional.of(TRADES_REACH), Ids.REQUESTABLE, okx::trades)),
        Optional.of(new BookPort(BOOK_LEVELS, okx::orderBook)),
        () -> calls.listings(1, () -> data(okx.rest.markets("SPOT")).map(Okx::listing)),
        Optional.empty(),
        Optional.of(okx::serverTime),
        calls::close);
  }

  private static String symbol(Pair pair) {
    return NAMES.base(pair) + "-" + NAMES.quote(pair);
  }

  private Instant serverTime() {
    return calls.time(
        () -> data(rest.time()).map(row -> millis(row, "ts")).findFirst().orElseThrow());
  }

  /** OKX rejects a request inside a reply that HTTP calls a success. */
  private static Stream<JsonNode> data(JsonNode answer) {
    String code = text(answer, "code");
    if (!code.equals("0")) {
      throw RejectedRequest.coded(
          code, TOO_OFTEN, PASSING, answer.path("msg").asText() + " (code " + code + ")");
    }
    return elements(answer, "data");
  }

  private static Optional<Listing> listing(JsonNode market) {
    String base = NAMES.ours(market.path("baseCcy").asText());
    return Pair.parse(base + "-" + NAMES.ours(market.path("quoteCcy").asText()))
        .map(
            pair ->
                new Listing(
                    text(market, "instId"),
                    pair,
                    optionalDecimal(market, "tickSz"),
                    optionalDecimal(market, "lotSz"),
                    optionalDecimal(market, "minSz"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    market.path("state").asText().equals("live")));
  }

  private List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range) {
    return calls.candles(
        pair,
        interval,
        range,
        1,
        () ->
            data(rest.candles(
                    symbol(pair),
                    INTERVALS.get(interval),
                    range.from().toEpochMilli() - 1,
                    range.to().toEpochMilli(),
                    PAGE))
                .filter(row -> text(row, CONFIRMED).equals("1"))
                .map(JsonFields::candle)
                .filter(candle -> range.contains(candle.openTime()))
                .sorted(Comparator.comparing(ExchangeCandle::openTime)));
  }

  /** Trades come newest first: a page forward is the page before an id that lies a page ahead. */
  private Page trades(Pair pair, TradeCursor cursor) {
    long last =
        cursor
            .afterId()
            .map(Long::parseLong)
            .orElseGet(() -> lastBefore(pair, cursor.time().orElseThrow()));
    List<ExchangeTrade> trades =
        calls.ask(
            "trades" + calls.of(pair) + " after id " + last,
            () ->
                Pages.ascending(
                    data(rest.trades(symbol(pair), BY_ID, last + PAGE + 1, PAGE))
                        .map(Okx::trade)
                        .filter(trade -> Long.parseLong(trade.id()) > last)));
    return Page.ofIds(trades, last);
  }

  /**
   * The id of the last trade before {@code time}; without one we could not tell what is missing.
   */
  private long lastBefore(Pair pair, Instant time) {
    return calls.ask(
        "the last trade" + calls.of(pair) + " before " + time,
        () ->
            data(rest.trades(symbol(pair), BY_TIME, time.toEpochMilli(), 1))
                .mapToLong(row -> whole(row, "tradeId"))
                .findFirst()
                .orElseThrow(
                    () ->
                        new RejectedRequest(
                            PERMANENT, "serves none that old, only the last three months")));
  }

  private static ExchangeTrade trade(JsonNode row) {
    return new ExchangeTrade(
        text(row, "tradeId"),
        millis(row, "ts"),
        decimal(row, "px"),
        decimal(row, "sz"),
        Optional.of(Side.named(text(row, "side"))));
  }

  private ExchangeOrderBook orderBook(Pair pair, int depth) {
    return calls.orderBook(
        pair,
        1,
        () ->
            data(rest.orderBook(symbol(pair), Math.min(depth, BOOK_LEVELS)))
                .map(Okx::book)
                .findFirst()
                .orElseThrow());
  }

  private static ExchangeOrderBook book(JsonNode book) {
    return new ExchangeOrderBook(
        millis(book, "ts"),
        book.has("seqId") ? OptionalLong.of(whole(book, "seqId")) : OptionalLong.empty(),
        levels(book, "bids"),
        levels(book, "asks"));
  }
}
