package io.candlelake.exchanges.bybit;

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
import io.candlelake.exchanges.stream.ExchangeStream;
import io.candlelake.exchanges.transport.Calls;
import io.candlelake.exchanges.transport.JsonFields;
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
import java.util.stream.Stream;
import org.knowm.xchange.bybit.BybitExchange;

/** Bybit spot. Candles reach back to the first; of trades it serves the last 60. */
public final class Bybit {
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

  private final ServerTime time = new ServerTime();
  private final Calls calls;
  private final BybitPublic rest;

  private Bybit(ExchangeSettings settings, Calls calls) {
    this.calls = calls;
    this.rest = Rest.api(BybitPublic.class, BybitExchange.class, settings);
  }

  public static Exchange open(ExchangeSettings settings, InstantSource clock) {
    Calls calls = new Calls(NAME, RATE, Bybit::symbol, settings, clock);
    Bybit bybit = new Bybit(settings, calls);
    return new Exchange(
        NAME,
        Bybit::symbol,
        Optional.of(new CandlePort(INTERVALS.keySet(), CANDLES_A_PAGE, bybit::candles)),
        Optional.of(
            new TradePort(
                OptionalInt.of(TRADES), Optional.empty(), Ids.REQUESTABLE, bybit::trades)),
        Optional.of(new BookPort(BOOK_LEVELS, bybit::orderBook)),
        () -> calls.listings(1, () -> list(bybit.rest.markets(SPOT)).map(Bybit::listing)),
        Optional.of(new ExchangeStream(BybitStream.DIALECT, settings, clock)),
        Optional.of(bybit::serverTime),
        calls::close);
  }

  static String symbol(Pair pair) {
    return pair.base() + pair.quote();
  }

  private Instant serverTime() {
    return calls.time(
        () -> {
          JsonNode answer = rest.time();
          result(answer);
          return millis(answer, "time");
        });
  }

  /** Bybit rejects a request inside a reply that HTTP calls a success. */
  private static JsonNode result(JsonNode answer) {
    int code = (int) whole(answer, "retCode");
    if (code != 0) {
      throw RejectedRequest.coded(
          code, TOO_OFTEN, PASSING, answer.path("retMsg").asText() + " (code " + code + ")");
    }
    return answer.path("result");
  }

  private static Stream<JsonNode> list(JsonNode answer) {
    return elements(result(answer), "list");
  }

  private static Optional<Listing> listing(JsonNode market) {
    JsonNode lot = market.path("lotSizeFilter");
    return Pair.parse(market.path("baseCoin").asText() + "-" + market.path("quoteCoin").asText())
        .map(
            pair ->
                new Listing(
                    text(market, "symbol"),
                    pair,
                    optionalDecimal(market.path("priceFilter"), "tickSize"),
                    optionalDecimal(lot, "basePrecision"),
                    optionalDecimal(lot, "minOrderQty"),
                    optionalDecimal(lot, "minOrderAmt"),
                    Optional.empty(),
                    Optional.empty(),
                    market.path("status").asText().equals("Trading")));
  }

  private List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range) {
    return calls.candles(
        pair,
        interval,
        range,
        1,
        () -> {
          JsonNode answer =
              rest.candles(
                  SPOT,
                  symbol(pair),
                  INTERVALS.get(interval),
                  range.from().toEpochMilli(),
                  range.to().toEpochMilli() - 1,
                  CANDLES_A_PAGE);
          return time
              .closed(
                  list(answer).map(JsonFields::candle),
                  interval,
                  range,
                  () -> millis(answer, "time"))
              .stream();
        });
  }

  /** The latest trades only: a cursor that is not among them, or older, is rejected. */
  private Page trades(Pair pair, TradeCursor cursor) {
    List<ExchangeTrade> news =
        calls.ask(
            "the last trades" + calls.of(pair),
            () -> {
              List<ExchangeTrade> latest =
                  new ArrayList<>(
                      list(rest.trades(SPOT, symbol(pair), TRADES)).map(Bybit::trade).toList());
              Collections.reverse(latest);
              return behind(cursor, latest);
            });
    return Page.of(news, cursor);
  }

  private static List<ExchangeTrade> behind(TradeCursor cursor, List<ExchangeTrade> latest) {
    List<ExchangeTrade> news =
        cursor
            .afterId()
            .map(id -> afterId(latest, id))
            .orElseGet(() -> fromTime(latest, cursor.time().orElseThrow()));
    boolean mayMissSome = latest.size() >= TRADES && news.size() == latest.size();
    if (mayMissSome) {
      throw new RejectedRequest(
          PERMANENT, "serves only the last " + TRADES + " trades, from " + latest.get(0).time());
    }
    return news;
  }

  private static List<ExchangeTrade> afterId(List<ExchangeTrade> trades, String id) {
    int found = trades.stream().map(ExchangeTrade::id).toList().indexOf(id);
    return trades.subList(found + 1, trades.size());
  }

  private static List<ExchangeTrade> fromTime(List<ExchangeTrade> trades, Instant time) {
    return trades.stream().filter(trade -> !trade.time().isBefore(time)).toList();
  }

  private static ExchangeTrade trade(JsonNode row) {
    return new ExchangeTrade(
        text(row, "execId"),
        millis(row, "time"),
        decimal(row, "price"),
        decimal(row, "size"),
        Optional.of(Side.named(text(row, "side"))));
  }

  private ExchangeOrderBook orderBook(Pair pair, int depth) {
    return calls.orderBook(
        pair,
        1,
        () -> {
          JsonNode book = result(rest.orderBook(SPOT, symbol(pair), Math.min(depth, BOOK_LEVELS)));
          return new ExchangeOrderBook(
              millis(book, "ts"),
              OptionalLong.of(whole(book, "u")),
              levels(book, "b"),
              levels(book, "a"));
        });
  }
}
