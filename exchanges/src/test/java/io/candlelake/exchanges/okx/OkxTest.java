package io.candlelake.exchanges.okx;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against replies in the form that OKX documents; none that we may keep here were recorded. */
class OkxTest {
  private static final Pair PAIR = new Pair("BTC", "USDT");
  private static final String TRADES = "/api/v5/market/history-trades";

  private final LocalServer server = new LocalServer();
  private final Exchange okx = Okx.open(server.settings(), InstantSource.fixed(Instant.EPOCH));

  @AfterEach
  void close() {
    okx.close();
    server.close();
  }

  @Test
  void readsCandlesAscending() {
    String body = Recordings.documented("okx/candles.json");
    server.serve("/api/v5/market/history-candles", body);
    Instant open = Instant.ofEpochMilli(1747093980000L);

    List<ExchangeCandle> candles = candles(open);

    JsonNode newestFirst = Recordings.tree(body).path("data");
    assertThat(candles).containsExactly(expected(newestFirst.get(1)), expected(newestFirst.get(0)));
    assertThat(server.asked())
        .containsExactly(
            "/api/v5/market/history-candles?instId=BTC-USDT&bar=1m&before="
                + (open.toEpochMilli() - 1)
                + "&after="
                + open.plus(Duration.ofHours(1)).toEpochMilli()
                + "&limit=100");
  }

  private List<ExchangeCandle> candles(Instant from) {
    return okx.candles()
        .orElseThrow()
        .candles(PAIR, Interval.ONE_MINUTE, new TimeRange(from, from.plus(Duration.ofHours(1))));
  }

  private static ExchangeCandle expected(JsonNode row) {
    return new ExchangeCandle(
        Instant.ofEpochMilli(Long.parseLong(row.get(0).textValue())),
        new BigDecimal(row.get(1).textValue()),
        new BigDecimal(row.get(2).textValue()),
        new BigDecimal(row.get(3).textValue()),
        new BigDecimal(row.get(4).textValue()),
        new BigDecimal(row.get(5).textValue()),
        OptionalLong.empty());
  }

  @Test
  void leavesOutCandlesThatOkxDoesNotConfirm() {
    server.serve(
        "/api/v5/market/history-candles", Recordings.documented("okx/candles_unconfirmed.json"));
    assertThat(candles(Instant.ofEpochMilli(1625097600000L))).isEmpty();
  }

  @Test
  void readsTradesAscending() {
    String body = Recordings.documented("okx/trades.json");
    server.serve(TRADES, body);
    TradePort port = okx.trades().orElseThrow();

    TradePort.Page page = port.next(PAIR, port.after("734864331").orElseThrow());
    TradePort.Page nothing = port.next(PAIR, page.next());

    assertThat(page.trades())
        .containsExactly(
            new ExchangeTrade(
                "734864332",
                Instant.ofEpochMilli(1747087161666L),
                new BigDecimal("102537.9"),
                new BigDecimal("0.0000125"),
                Optional.of(ExchangeTrade.Side.BUY)),
            new ExchangeTrade(
                "734864333",
                Instant.ofEpochMilli(1747087163557L),
                new BigDecimal("102537.9"),
                new BigDecimal("0.00013669"),
                Optional.of(ExchangeTrade.Side.SELL)));
    assertThat(nothing.trades()).isEmpty();
    assertThat(server.asked())
        .containsExactly(
            TRADES + "?instId=BTC-USDT&type=1&after=734864432&limit=100",
            TRADES + "?instId=BTC-USDT&type=1&after=734864434&limit=100");
  }

  @Test
  void beginsBehindTheLastTradeBeforeATime() {
    server.serve(TRADES, Recordings.documented("okx/trades.json"));
    TradePort port = okx.trades().orElseThrow();
    port.next(PAIR, TradePort.TradeCursor.from(Instant.ofEpochMilli(1747087170000L)));
    assertThat(server.asked())
        .containsExactly(
            TRADES + "?instId=BTC-USDT&type=2&after=1747087170000&limit=1",
            TRADES + "?instId=BTC-USDT&type=1&after=734864434&limit=100");
  }

  @Test
  void doesNotCallItEmptyWhatIsTooOldToBeServed() {
    server.serve(TRADES, "{\"code\":\"0\",\"msg\":\"\",\"data\":[]}");
    TradePort port = okx.trades().orElseThrow();
    Instant old = Instant.parse("2020-01-01T00:00:00Z");
    ExchangeFailure failure =
        catchThrowableOfType(
            ExchangeFailure.class, () -> port.next(PAIR, TradePort.TradeCursor.from(old)));
    assertThat(failure.kind()).isEqualTo(Kind.PERMANENT);
    assertThat(failure)
        .hasMessage(
            "okx: the last trade of BTC-USDT (BTC-USDT) before 2020-01-01T00:00:00Z: "
                + "serves none that old, only the last three months");
  }

  @Test
  void readsAnOrderBook() {
    String body = Recordings.documented("okx/order_book.json");
    server.serve("/api/v5/market/books", body);
    ExchangeOrderBook book = okx.orderBooks().orElseThrow().orderBook(PAIR, 3);
    JsonNode tree = Recordings.tree(body).path("data").get(0);
    assertThat(book)
        .isEqualTo(
            new ExchangeOrderBook(
                Instant.parse("2024-01-01T00:00:00Z"),
                OptionalLong.of(3_235_851_742L),
                BinanceTest.levels(tree.path("bids")),
                BinanceTest.levels(tree.path("asks"))));
    assertThat(book.bids()).hasSize(3);
  }

  @Test
  void readsMarkets() {
    String body = Recordings.documented("okx/instruments_spot.json");
    server.serve("/api/v5/public/instruments", body);
    List<Listing> listings = okx.markets().listings();
    JsonNode markets = Recordings.tree(body).path("data");
    assertThat(listings).hasSize(markets.size()).hasSize(3);
    for (int index = 0; index < listings.size(); index++) {
      Listing listing = listings.get(index);
      JsonNode market = markets.get(index);
      assertThat(okx.symbol(listing.pair())).isEqualTo(market.path("instId").textValue());
      assertThat(listing.tickSize()).contains(new BigDecimal(market.path("tickSz").textValue()));
      assertThat(listing.lotSize()).contains(new BigDecimal(market.path("lotSz").textValue()));
      assertThat(listing.minAmount()).contains(new BigDecimal(market.path("minSz").textValue()));
      assertThat(listing.trading()).isTrue();
    }
  }

  @Test
  void namesAPairThatTheExchangeDoesNotKnow() {
    server.serve(
        "/api/v5/market/books",
        "{\"code\":\"51001\",\"msg\":\"Instrument ID doesn't exist.\",\"data\":[]}");
    ExchangeFailure failure =
        catchThrowableOfType(
            ExchangeFailure.class, () -> okx.orderBooks().orElseThrow().orderBook(PAIR, 3));
    assertThat(failure.kind()).isEqualTo(Kind.PERMANENT);
    assertThat(failure)
        .hasMessage(
            "okx: order book of BTC-USDT (BTC-USDT): Instrument ID doesn't exist. (code 51001)");
  }
}
