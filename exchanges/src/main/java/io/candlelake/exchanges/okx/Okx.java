package io.candlelake.exchanges.okx;

import static io.candlelake.exchanges.ExchangeFailure.Kind.PERMANENT;
import static io.candlelake.exchanges.ExchangeFailure.Kind.RATE_LIMITED;
import static io.candlelake.exchanges.ExchangeFailure.Kind.TRANSIENT;

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
import io.candlelake.exchanges.transport.Calls;
import io.candlelake.exchanges.transport.CloseableWait;
import io.candlelake.exchanges.transport.Json;
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
import org.knowm.xchange.ExchangeSpecification;
import org.knowm.xchange.okex.OkexExchange;

/**
 * OKX spot. Candles reach back to the first, trades three months. OKX marks a candle that has
 * closed. (XChange's service needs another major version of resilience4j than ours, and its candle
 * and trade calls lack what paging needs.)
 */
public final class Okx implements Exchange {
  public static final String NAME = "okx";

  /**
   * 20 calls in 2 seconds and address for candles, trades and instruments, 40 for books
   * (okx.com/docs-v5, each endpoint's rate limit); we make 16 of all.
   */
  public static final Rate RATE =
      new Rate(16, Duration.ofSeconds(2), "20 calls in 2 seconds; we make 16");

  private static final int PAGE = 100;
  private static final int BY_ID = 1;
  private static final int BY_TIME = 2;
  private static final int BOOK_LEVELS = 400;
  private static final int CONFIRMED = 8;
  private static final Duration TRADES_REACH = Duration.ofDays(90);
  private static final Set<String> TOO_OFTEN = Set.of("50011", "50040", "50061");
  private static final Set<String> PASSING = Set.of("50001", "50004", "50005", "50013", "50026");
  private static final String FROM_TIME = "time:";
  private static final String AFTER_ID = "id:";

  private final CloseableWait door = new CloseableWait();
  private final Calls calls;
  private final OkxPublic rest;

  public Okx(ExchangeSettings settings, InstantSource clock) {
    this.calls = new Calls(NAME, RATE, clock, door);
    ExchangeSpecification specification = Rest.specification(OkexExchange.class, settings);
    this.rest = Rest.api(OkxPublic.class, specification.getSslUri(), specification);
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
    return Optional.of(
        calls.ask(
            "the time",
            () ->
                data(rest.time())
                    .map(row -> Json.millis(row.path("ts")))
                    .findFirst()
                    .orElseThrow()));
  }

  @Override
  public MarketPort markets() {
    return () ->
        calls.ask(
            "markets",
            () -> data(rest.markets("SPOT")).flatMap(market -> listing(market).stream()).toList());
  }

  @Override
  public Optional<StreamPort> stream() {
    return Optional.empty();
  }

  @Override
  public void close() {
    door.close();
  }

  private String of(Pair pair) {
    return " of " + pair + " (" + symbol(pair) + ")";
  }

  /** OKX says no inside an answer that HTTP calls a success. */
  private static Stream<JsonNode> data(JsonNode answer) {
    String code = Json.text(answer.path("code"));
    if (!code.equals("0")) {
      throw new RejectedRequest(
          TOO_OFTEN.contains(code) ? RATE_LIMITED : PASSING.contains(code) ? TRANSIENT : PERMANENT,
          answer.path("msg").asText() + " (code " + code + ")");
    }
    return Json.elements(answer.path("data"));
  }

  private static Optional<Listing> listing(JsonNode market) {
    return Pair.parse(market.path("baseCcy").asText() + "-" + market.path("quoteCcy").asText())
        .map(
            pair ->
                new Listing(
                    Json.text(market.path("instId")),
                    pair,
                    Json.optionalDecimal(market.path("tickSz")),
                    Json.optionalDecimal(market.path("lotSz")),
                    Json.optionalDecimal(market.path("minSz")),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    market.path("state").asText().equals("live")));
  }

  private final class Candles implements CandlePort {
    /** Six hours and longer open on Hong Kong's grid unless UTC's is asked for. */
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

    @Override
    public Set<Interval> intervals() {
      return INTERVALS.keySet();
    }

    @Override
    public int pageSize() {
      return PAGE;
    }

    @Override
    public OptionalInt depth() {
      return OptionalInt.empty();
    }

    @Override
    public List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range) {
      return calls.ask(
          interval.code() + " candles" + of(pair) + " from " + range.from(),
          () ->
              data(rest.candles(
                      symbol(pair),
                      INTERVALS.get(interval),
                      range.from().toEpochMilli() - 1,
                      range.to().toEpochMilli(),
                      PAGE))
                  .filter(row -> Json.text(row.path(CONFIRMED)).equals("1"))
                  .map(Okx::candle)
                  .filter(candle -> range.contains(candle.openTime()))
                  .sorted(Comparator.comparing(ExchangeCandle::openTime))
                  .toList());
    }
  }

  private static ExchangeCandle candle(JsonNode row) {
    return new ExchangeCandle(
        Json.millis(row.path(0)),
        Json.decimal(row.path(1)),
        Json.decimal(row.path(2)),
        Json.decimal(row.path(3)),
        Json.decimal(row.path(4)),
        Json.decimal(row.path(5)),
        OptionalLong.empty());
  }

  /** Trades come newest first: a page forward is the page before an id that lies a page ahead. */
  private final class Trades implements TradePort {
    @Override
    public OptionalInt depth() {
      return OptionalInt.empty();
    }

    @Override
    public Optional<Duration> reach() {
      return Optional.of(TRADES_REACH);
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
      long last =
          cursor.value().startsWith(AFTER_ID)
              ? Long.parseLong(cursor.value().substring(AFTER_ID.length()))
              : lastBefore(pair, Instant.parse(cursor.value().substring(FROM_TIME.length())));
      List<ExchangeTrade> trades =
          calls.ask(
              "trades" + of(pair) + " after id " + last,
              () ->
                  Pages.ascending(
                      data(rest.trades(symbol(pair), BY_ID, last + PAGE + 1, PAGE))
                          .map(Okx::trade)
                          .filter(trade -> Long.parseLong(trade.id()) > last)));
      return new Page(trades, behind(Pages.lastId(trades, last)));
    }

    /**
     * The id of the last trade before {@code time}; without one we could not tell what is missing.
     */
    private long lastBefore(Pair pair, Instant time) {
      return calls.ask(
          "the last trade" + of(pair) + " before " + time,
          () ->
              data(rest.trades(symbol(pair), BY_TIME, time.toEpochMilli(), 1))
                  .mapToLong(row -> Json.integer(row.path("tradeId")))
                  .findFirst()
                  .orElseThrow(
                      () ->
                          new RejectedRequest(
                              PERMANENT, "serves none that old, only the last three months")));
    }

    private TradeCursor behind(long id) {
      return new TradeCursor(AFTER_ID + id);
    }
  }

  private static ExchangeTrade trade(JsonNode row) {
    return new ExchangeTrade(
        Json.text(row.path("tradeId")),
        Json.millis(row.path("ts")),
        Json.decimal(row.path("px")),
        Json.decimal(row.path("sz")),
        Optional.of(
            Json.text(row.path("side")).equals("buy")
                ? ExchangeTrade.Side.BUY
                : ExchangeTrade.Side.SELL));
  }

  private final class Books implements BookPort {
    @Override
    public int maxDepth() {
      return BOOK_LEVELS;
    }

    @Override
    public ExchangeOrderBook orderBook(Pair pair, int depth) {
      return calls.ask(
          "order book" + of(pair),
          () ->
              data(rest.orderBook(symbol(pair), Math.min(depth, BOOK_LEVELS)))
                  .map(Okx::book)
                  .findFirst()
                  .orElseThrow());
    }
  }

  private static ExchangeOrderBook book(JsonNode book) {
    JsonNode sequence = book.path("seqId");
    return new ExchangeOrderBook(
        Json.millis(book.path("ts")),
        sequence.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(Json.integer(sequence)),
        Json.levels(book.path("bids")),
        Json.levels(book.path("asks")));
  }
}
