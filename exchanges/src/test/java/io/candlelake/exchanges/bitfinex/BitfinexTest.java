package io.candlelake.exchanges.bitfinex;

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
import io.candlelake.exchanges.transport.LocalServer;
import io.candlelake.exchanges.transport.LocalServer.Reply;
import io.candlelake.exchanges.transport.RecordingSource;
import io.candlelake.exchanges.transport.Recordings;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Against replies recorded from Bitfinex: a day of candles of two pairs. No trades, book or market
 * rules of its REST version 2 were recorded; theirs are in the documentation's form.
 */
class BitfinexTest {
  private static final Instant DAY = Instant.parse("2018-11-20T00:00:00Z");
  private static final Instant NOW = DAY.plus(Duration.ofDays(30));
  private static final Pair PAIR = new Pair("BTC", "USD");

  private final LocalServer server = new LocalServer();
  private final Exchange bitfinex = Bitfinex.open(server.settings(), InstantSource.fixed(NOW));

  @AfterEach
  void close() {
    bitfinex.close();
    server.close();
  }

  @ParameterizedTest
  @RecordingSource(
      folder = "exchange_recordings",
      fixtures = "documented/bitfinex/candles.json, BTC, 3",
      whole = {
        "bitfinex_rest_candles_2018-11-20.zip!/BTCUSD/Candles_1m/2018/raw/11/18-11-20 00-00-00.json, BTC, 120",
        "bitfinex_rest_candles_2018-11-20.zip!/ETHUSD/Candles_1m/2018/raw/11/18-11-20 00-00-00.json, ETH, 119"
      })
  void readsCandlesToTheLastDecimal(String file, String base, int size) {
    String body = Recordings.text(file);
    server.serve("/v2/candles/trade:1m:t" + base + "USD/hist", body);
    server.serve("/v2/trades/t" + base + "USD/hist", "[[5," + NOW.toEpochMilli() + ",0.5,4920.7]]");

    List<ExchangeCandle> candles =
        bitfinex
            .candles()
            .orElseThrow()
            .candles(
                new Pair(base, "USD"),
                Interval.ONE_MINUTE,
                new TimeRange(DAY, DAY.plus(Duration.ofHours(2))));

    List<ExchangeCandle> expected = new ArrayList<>();
    for (JsonNode row : Recordings.tree(body)) { // ts, open, close, high, low, volume
      expected.add(
          new ExchangeCandle(
              Instant.ofEpochMilli(row.get(0).longValue()),
              new BigDecimal(row.get(1).asText()),
              new BigDecimal(row.get(3).asText()),
              new BigDecimal(row.get(4).asText()),
              new BigDecimal(row.get(2).asText()),
              new BigDecimal(row.get(5).asText()),
              OptionalLong.empty()));
    }
    assertThat(candles).isEqualTo(expected).hasSize(size);
    assertThat(server.asked().get(0))
        .endsWith(
            "/hist?limit=10000&start="
                + DAY.toEpochMilli()
                + "&end="
                + (DAY.plus(Duration.ofHours(2)).toEpochMilli() - 1)
                + "&sort=1");
  }

  @Test
  void pagesThroughTradesThatShareAMillisecond() {
    server.answer(
        "/v2/trades/tBTCUSD/hist",
        query ->
            Reply.ok(
                query.contains("start=1000&")
                    ? "[[5,1000,0.5,4920.7],[7,1001,-0.25,4920.1],[8,1001,0.1,4920.2]]"
                    : "[[7,1001,-0.25,4920.1],[8,1001,0.1,4920.2],[9,1001,0.2,4920.3]]"));
    TradePort port = bitfinex.trades().orElseThrow();

    TradePort.Page first = port.next(PAIR, TradePort.TradeCursor.from(Instant.ofEpochMilli(1000)));
    TradePort.Page second = port.next(PAIR, first.next());

    assertThat(first.trades()).extracting(ExchangeTrade::id).containsExactly("5", "7", "8");
    assertThat(first.trades().get(1))
        .isEqualTo(
            new ExchangeTrade(
                "7",
                Instant.ofEpochMilli(1001),
                new BigDecimal("4920.1"),
                new BigDecimal("0.25"),
                Optional.of(ExchangeTrade.Side.SELL)));
    assertThat(second.trades()).extracting(ExchangeTrade::id).containsExactly("9");
    assertThat(port.next(PAIR, second.next()).trades()).isEmpty();
  }

  @Test
  void readsAnOrderBook() {
    server.serve("/v2/book/tBTCUSD/P0", "[[8744.9,2,0.45603],[8744.8,1,0.5],[8745,3,-1.25]]");
    ExchangeOrderBook book = bitfinex.orderBooks().orElseThrow().orderBook(PAIR, 50);
    assertThat(book.bids())
        .containsExactly(
            new ExchangeOrderBook.Level(new BigDecimal("8744.9"), new BigDecimal("0.45603")),
            new ExchangeOrderBook.Level(new BigDecimal("8744.8"), new BigDecimal("0.5")));
    assertThat(book.asks())
        .containsExactly(
            new ExchangeOrderBook.Level(new BigDecimal("8745"), new BigDecimal("1.25")));
    assertThat(server.asked()).containsExactly("/v2/book/tBTCUSD/P0?len=100");
  }

  /** Its own names win over our table; made up, in the form of the documentation. */
  @Test
  void learnsTheNamesThatTheExchangeTells() {
    server.serve(
        "/v2/conf/pub:map:currency:sym",
        "[[[\"UST\",\"USDt\"],[\"AMP\",\"AMPL\"],[\"NEW\",\"NEWER\"],[\"LES\",\"LEO-EOS\"]]]");
    server.serve(
        "/v2/conf/pub:info:pair",
        "[[[\"NEWUST\",[]],[\"AMPUSD\",[]],[\"LESUSD\",[]],[\"BTCF0:USTF0\",[]]]]");
    assertThat(bitfinex.markets().listings())
        .extracting(Listing::symbol, listing -> listing.pair().toString())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("tNEWUST", "NEWER-USDT"),
            org.assertj.core.groups.Tuple.tuple("tAMPUSD", "AMPL-USD"),
            org.assertj.core.groups.Tuple.tuple("tLESUSD", "LES-USD"));
    assertThat(bitfinex.symbol(new Pair("NEWER", "USDT"))).isEqualTo("tNEWUST");
  }

  @Test
  void readsMarkets() {
    server.serve(
        "/v2/conf/pub:info:pair",
        "[[[\"BTCUSD\",[null,null,null,\"0.00006\",\"2000.0\"]],"
            + "[\"AVAX:UST\",[null,null,null,\"0.2\",\"5000.0\"]]]]");
    assertThat(bitfinex.markets().listings())
        .extracting(Listing::symbol, Listing::pair, Listing::minAmount)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "tBTCUSD", PAIR, Optional.of(new BigDecimal("0.00006"))),
            org.assertj.core.groups.Tuple.tuple(
                "tAVAX:UST", new Pair("AVAX", "USDT"), Optional.of(new BigDecimal("0.2"))));
    assertThat(bitfinex.symbol(new Pair("AVAX", "USDT"))).isEqualTo("tAVAX:UST");
    assertThat(bitfinex.symbol(new Pair("BTC", "USDT"))).isEqualTo("tBTCUST");
  }

  @Test
  void aNoThatPretendsToBeAServersFaultIsNotAskedAgain() {
    server.script("/v2/book/tBTCUSD/P0", Reply.error(500, "[\"error\",10020,\"symbol: invalid\"]"));
    ExchangeFailure failure =
        catchThrowableOfType(
            ExchangeFailure.class, () -> bitfinex.orderBooks().orElseThrow().orderBook(PAIR, 1));
    assertThat(failure.kind()).isEqualTo(Kind.PERMANENT);
    assertThat(failure)
        .hasMessage(
            "bitfinex: order book of BTC-USD (tBTCUSD): [\"error\",10020,\"symbol: invalid\"]");
    assertThat(server.asked()).hasSize(1);
  }
}
