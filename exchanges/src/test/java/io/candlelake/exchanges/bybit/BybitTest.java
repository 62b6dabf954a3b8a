package io.candlelake.exchanges.bybit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeFailure.Kind;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.Listing;
import io.candlelake.exchanges.TradePort;
import io.candlelake.exchanges.binance.BinanceTest;
import io.candlelake.exchanges.transport.LocalServer;
import io.candlelake.exchanges.transport.Recordings;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against replies in the form that Bybit documents, and a recorded market. */
class BybitTest {
  private static final Instant NOW = Instant.ofEpochMilli(1709891679050L);
  private static final Pair PAIR = new Pair("BTC", "USDT");
  private static final String TRADES = "/v5/market/recent-trade";

  private final LocalServer server = new LocalServer();
  private final Exchange bybit = Bybit.open(server.settings(), InstantSource.fixed(NOW));

  @AfterEach
  void close() {
    bybit.close();
    server.close();
  }

  @Test
  void leavesOutACandleThatHasNotClosedByTheReplysTime() {
    // The row opens 50 ms before the reply's time, and not on the grid.
    String body = Recordings.documented("bybit/klines.json");
    server.serve("/v5/market/kline", body);
    Instant open = Instant.ofEpochMilli(1709891679000L);
    assertThat(candles(open)).isEmpty();

    server.serve("/v5/market/kline", body.replace("1709891679050", "1709891739000"));
    assertThat(candles(open))
        .containsExactly(
            new ExchangeCandle(
                open,
                new BigDecimal("27450"),
                new BigDecimal("27460"),
                new BigDecimal("27440"),
                new BigDecimal("27455"),
                new BigDecimal("123.45"),
                OptionalLong.empty()));
    assertThat(server.asked().get(0))
        .isEqualTo(
            "/v5/market/kline?category=spot&symbol=BTCUSDT&interval=1&start=1709891679000"
                + "&end=1709895278999&limit=1000");
  }

  private List<ExchangeCandle> candles(Instant from) {
    return bybit
        .candles()
        .orElseThrow()
        .candles(PAIR, Interval.ONE_MINUTE, new TimeRange(from, from.plus(Duration.ofHours(1))));
  }

  @Test
  void readsATrade() {
    server.serve(TRADES, Recordings.documented("bybit/trades.json"));
    TradePort port = bybit.trades().orElseThrow();
    TradePort.Page page = port.next(PAIR, TradePort.TradeCursor.from(NOW.minusSeconds(10)));
    assertThat(page.trades())
        .containsExactly(
            new ExchangeTrade(
                "a905d5c3-1ed0-4f37-83e4-9c73a2fe2f01",
                Instant.ofEpochMilli(1709891679000L),
                new BigDecimal("27450.50"),
                new BigDecimal("0.005"),
                Optional.of(ExchangeTrade.Side.BUY)));
    assertThat(port.next(PAIR, page.next()).trades()).isEmpty();
  }

  @Test
  void refusesAPlaceThatTheLastTradesDoNotReach() {
    server.serve(TRADES, sixtyTradesFrom(100));
    TradePort port = bybit.trades().orElseThrow();

    assertThat(port.next(PAIR, port.after("157").orElseThrow()).trades())
        .extracting(ExchangeTrade::id)
        .containsExactly("158", "159");
    ExchangeFailure failure =
        catchThrowableOfType(
            ExchangeFailure.class, () -> port.next(PAIR, port.after("99").orElseThrow()));
    assertThat(failure.kind()).isEqualTo(Kind.PERMANENT);
    assertThat(failure)
        .hasMessage(
            "bybit: the last trades of BTC-USDT (BTCUSDT): "
                + "serves only the last 60 trades, from 1970-01-01T00:01:40Z");
  }

  private static String sixtyTradesFrom(int first) {
    return IntStream.rangeClosed(1, 60)
        .map(back -> first + 60 - back)
        .mapToObj(
            id ->
                "{\"execId\":\""
                    + id
                    + "\",\"price\":\"1\",\"size\":\"1\",\"side\":\"Sell\",\"time\":\""
                    + id * 1_000
                    + "\"}")
        .collect(Collectors.joining(",", "{\"retCode\":0,\"result\":{\"list\":[", "]}}"));
  }

  @Test
  void readsAnOrderBook() {
    String body = Recordings.documented("bybit/order_book.json");
    server.serve("/v5/market/orderbook", body);
    JsonNode tree = Recordings.tree(body).path("result");
    assertThat(bybit.orderBooks().orElseThrow().orderBook(PAIR, 50))
        .isEqualTo(
            new ExchangeOrderBook(
                Instant.ofEpochMilli(1709891679000L),
                OptionalLong.of(1234567),
                BinanceTest.levels(tree.path("b")),
                BinanceTest.levels(tree.path("a"))));
  }

  @Test
  void readsMarkets() {
    server.serve(
        "/v5/market/instruments-info", Recordings.documented("bybit/instruments_spot.json"));
    List<Listing> listings = bybit.markets().listings();
    server.serve(
        "/v5/market/instruments-info",
        Recordings.xchange("xchange-bybit/src/test/resources/getInstrumentSpot.json5"));
    assertThat(listings).hasSize(2);
    assertThat(bybit.markets().listings())
        .containsExactly(
            new Listing(
                "BTCUSDT",
                PAIR,
                Optional.of(new BigDecimal("0.01")),
                Optional.of(new BigDecimal("0.000001")),
                Optional.of(new BigDecimal("0.000048")),
                Optional.of(new BigDecimal("1")),
                Optional.empty(),
                Optional.empty(),
                true));
  }

  @Test
  void namesAPairThatTheExchangeDoesNotKnow() {
    server.serve(
        "/v5/market/orderbook", "{\"retCode\":10001,\"retMsg\":\"Not supported symbols\"}");
    ExchangeFailure failure =
        catchThrowableOfType(
            ExchangeFailure.class, () -> bybit.orderBooks().orElseThrow().orderBook(PAIR, 3));
    assertThat(failure.kind()).isEqualTo(Kind.PERMANENT);
    assertThat(failure)
        .hasMessage("bybit: order book of BTC-USDT (BTCUSDT): Not supported symbols (code 10001)");
  }
}
