package io.candlelake.exchanges.bybit;

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
import io.candlelake.exchanges.stream.ExchangeStream;
import io.candlelake.exchanges.transport.Calls;
import io.candlelake.exchanges.transport.CloseableWait;
import io.candlelake.exchanges.transport.Json;
import io.candlelake.exchanges.transport.Pages;
import io.candlelake.exchanges.transport.RejectedRequest;
import io.candlelake.exchanges.transport.Rest;
import io.candlelake.exchanges.transport.ServerTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.knowm.xchange.ExchangeSpecification;
import org.knowm.xchange.bybit.BybitExchange;

/** Bybit spot. Candles reach back to the first; of trades it serves the last 60. */
public final class Bybit implements Exchange {
  public static final String NAME = "bybit";

  /**
   * 600 calls in 5 seconds and address (bybit-exchange.github.io/docs/v5/rate-limit, "IP limit");
   * we make 250.
   */
  public static final Rate RATE =
      new Rate(250, Duration.ofSeconds(5), "600 calls in 5 seconds; we make 250");

  private static final String SPOT = "spot";
  private static final int CANDLES_A_PAGE = 1_000;
  private static final int TRADES = 60;
  private static final int BOOK_LEVELS = 200;
  private static final Set<Integer> TOO_OFTEN = Set.of(10_006, 10_018);
  private static final Set<Integer> PASSING = Set.of(10_000, 10_016, 10_019);
  private static final String FROM_TIME = "time:";
  private static final String AFTER_ID = "id:";

  private final CloseableWait door = new CloseableWait();
  private final ServerTime time = new ServerTime();
  private final Calls calls;
  private final BybitPublic rest;
  private final StreamPort stream;

  public Bybit(ExchangeSettings settings, InstantSource clock) {
    this.calls = new Calls(NAME, RATE, clock, door);
    ExchangeSpecification specification = Rest.specification(BybitExchange.class, settings);
    this.rest = Rest.api(BybitPublic.class, specification.getSslUri(), specification);
    this.stream = new ExchangeStream(new BybitStream(), settings, clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String symbol(Pair pair) {
    return pair.base() + pair.quote();
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
            () -> {
              JsonNode answer = rest.time();
              result(answer);
              return Json.millis(answer.path("time"));
            }));
  }

  @Override
  public MarketPort markets() {
    return () ->
        calls.ask(
            "markets",
            () ->
                Json.elements(result(rest.markets(SPOT)).path("list"))
                    .flatMap(market -> listing(market).stream())
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

  private String of(Pair pair) {
    return " of " + pair + " (" + symbol(pair) + ")";
  }

  /** Bybit says no inside an answer that HTTP calls a success. */
  private static JsonNode result(JsonNode answer) {
    int code = (int) Json.integer(answer.path("retCode"));
    if (code != 0) {
      throw new RejectedRequest(
          TOO_OFTEN.contains(code) ? RATE_LIMITED : PASSING.contains(code) ? TRANSIENT : PERMANENT,
          answer.path("retMsg").asText() + " (code " + code + ")");
    }
    return answer.path("result");
  }

  private static Optional<Listing> listing(JsonNode market) {
    JsonNode lot = market.path("lotSizeFilter");
    return Pair.parse(market.path("baseCoin").asText() + "-" + market.path("quoteCoin").asText())
        .map(
            pair ->
                new Listing(
                    Json.text(market.path("symbol")),
                    pair,
                    Json.optionalDecimal(market.path("priceFilter").path("tickSize")),
                    Json.optionalDecimal(lot.path("basePrecision")),
                    Json.optionalDecimal(lot.path("minOrderQty")),
                    Json.optionalDecimal(lot.path("minOrderAmt")),
                    Optional.empty(),
                    Optional.empty(),
                    market.path("status").asText().equals("Trading")));
  }

  private final class Candles implements CandlePort {
    private static final Map<Interval, String> INTERVALS =
        Map.of(
            Interval.ONE_MINUTE, "1",
            Interval.FIVE_MINUTES, "5",
            Interval.FIFTEEN_MINUTES, "15",
            Interval.THIRTY_MINUTES, "30",
            Interval.ONE_HOUR, "60",
            Interval.TWO_HOURS, "120",
            Interval.FOUR_HOURS, "240",
            Interval.SIX_HOURS, "360",
            Interval.TWELVE_HOURS, "720",
            Interval.ONE_DAY, "D");

    @Override
    public Set<Interval> intervals() {
      return INTERVALS.keySet();
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
      return calls.ask(
          interval.code() + " candles" + of(pair) + " from " + range.from(),
          () -> {
            JsonNode answer =
                rest.candles(
                    SPOT,
                    symbol(pair),
                    INTERVALS.get(interval),
                    range.from().toEpochMilli(),
                    range.to().toEpochMilli() - 1,
                    CANDLES_A_PAGE);
            return Pages.closed(
                Json.elements(result(answer).path("list")).map(Bybit::candle),
                interval,
                range,
                time,
                () -> Json.millis(answer.path("time")));
          });
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

  /** The latest trades only: a place that is not among them, or older, is refused. */
  private final class Trades implements TradePort {
    @Override
    public OptionalInt depth() {
      return OptionalInt.of(TRADES);
    }

    @Override
    public TradeCursor at(Pair pair, Instant time) {
      return new TradeCursor(FROM_TIME + time);
    }

    @Override
    public Optional<TradeCursor> after(Pair pair, String tradeId) {
      return Optional.of(new TradeCursor(AFTER_ID + tradeId));
    }

    @Override
    public Page next(Pair pair, TradeCursor cursor) {
      List<ExchangeTrade> news =
          calls.ask(
              "the last trades" + of(pair),
              () -> {
                List<ExchangeTrade> latest =
                    new ArrayList<>(
                        Json.elements(result(rest.trades(SPOT, symbol(pair), TRADES)).path("list"))
                            .map(Bybit::trade)
                            .toList());
                Collections.reverse(latest);
                return behind(cursor, latest);
              });
      return new Page(
          news,
          news.isEmpty() ? cursor : new TradeCursor(AFTER_ID + news.get(news.size() - 1).id()));
    }

    private List<ExchangeTrade> behind(TradeCursor cursor, List<ExchangeTrade> latest) {
      boolean byId = cursor.value().startsWith(AFTER_ID);
      String place = cursor.value().substring(byId ? AFTER_ID.length() : FROM_TIME.length());
      List<ExchangeTrade> news =
          byId ? afterId(latest, place) : fromTime(latest, Instant.parse(place));
      boolean mayMissSome = latest.size() >= TRADES && news.size() == latest.size();
      if (mayMissSome) {
        throw new RejectedRequest(
            PERMANENT, "serves only the last " + TRADES + " trades, from " + latest.get(0).time());
      }
      return news;
    }

    private List<ExchangeTrade> afterId(List<ExchangeTrade> trades, String id) {
      int found = trades.stream().map(ExchangeTrade::id).toList().indexOf(id);
      return trades.subList(found + 1, trades.size());
    }

    private List<ExchangeTrade> fromTime(List<ExchangeTrade> trades, Instant time) {
      return trades.stream().filter(trade -> !trade.time().isBefore(time)).toList();
    }
  }

  private static ExchangeTrade trade(JsonNode row) {
    return new ExchangeTrade(
        Json.text(row.path("execId")),
        Json.millis(row.path("time")),
        Json.decimal(row.path("price")),
        Json.decimal(row.path("size")),
        Optional.of(
            Json.text(row.path("side")).equals("Buy")
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
          () -> {
            JsonNode book =
                result(rest.orderBook(SPOT, symbol(pair), Math.min(depth, BOOK_LEVELS)));
            return new ExchangeOrderBook(
                Json.millis(book.path("ts")),
                OptionalLong.of(Json.integer(book.path("u"))),
                Json.levels(book.path("b")),
                Json.levels(book.path("a")));
          });
    }
  }
}
