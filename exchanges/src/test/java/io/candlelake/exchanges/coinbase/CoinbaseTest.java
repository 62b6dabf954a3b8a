package io.candlelake.exchanges.coinbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.Listing;
import io.candlelake.exchanges.TradePort;
import io.candlelake.exchanges.binance.BinanceTest;
import io.candlelake.exchanges.transport.LocalServer;
import io.candlelake.exchanges.transport.LocalServer.Reply;
import io.candlelake.exchanges.transport.Recordings;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against replies recorded from Coinbase Exchange: products, candles, a book, trades. */
class CoinbaseTest {
  private static final Instant NOW = Instant.parse("2024-01-01T00:00:30Z");
  private static final Pair PAIR = new Pair("BTC", "USD");
  private static final Pair EURO = new Pair("BTC", "EUR");
  private static final String TRADES = "/products/BTC-USD/trades";

  private final LocalServer server = new LocalServer();
  private final Exchange coinbase = Coinbase.open(server.settings(), InstantSource.fixed(NOW));

  @AfterEach
  void close() {
    coinbase.close();
    server.close();
  }

  @Test
  void readsRecordedCandlesAscending() {
    String body =
        Recordings.xchange(
            "xchange-coinbasepro/src/test/resources/org/knowm/xchange/coinbasepro/dto/marketdata/"
                + "example-historical-candles.json");
    server.serve("/products/BTC-USD/candles", body);
    server.serve("/time", "{\"iso\":\"2024-01-01T00:00:30Z\",\"epoch\":1704067230.25}");
    Instant from = Instant.ofEpochSecond(1517443200);

    List<ExchangeCandle> candles =
        coinbase
            .candles()
            .orElseThrow()
            .candles(
                PAIR, Interval.ONE_MINUTE, new TimeRange(from, from.plus(Duration.ofHours(1))));

    assertThat(candles).isEqualTo(ascending(body)).hasSize(10);
    assertThat(server.asked())
        .containsExactly(
            "/products/BTC-USD/candles?start=2018-02-01T00%3A00%3A00Z&end=2018-02-01T00%3A59%3A00Z"
                + "&granularity=60",
            "/time");
  }

  @Test
  void readsARecordedFullPage() {
    String body = Recordings.coinbase("rest_products_BTC-USD_candles_2020-03-20-00-00.json");
    server.serve("/products/BTC-USD/candles", body);
    server.serve("/time", "{\"iso\":\"2024-01-01T00:00:30Z\",\"epoch\":1704067230.25}");
    Instant from = Instant.parse("2020-03-20T00:00:00Z");
    assertThat(
            coinbase
                .candles()
                .orElseThrow()
                .candles(
                    PAIR, Interval.ONE_MINUTE, new TimeRange(from, from.plus(Duration.ofHours(5)))))
        .isEqualTo(ascending(body))
        .hasSize(300);
  }

  private static List<ExchangeCandle> ascending(String body) {
    List<ExchangeCandle> expected = new ArrayList<>();
    for (JsonNode row : Recordings.tree(body)) { // time, low, high, open, close, volume
      expected.add(
          0,
          new ExchangeCandle(
              Instant.ofEpochSecond(row.get(0).longValue()),
              row.get(3).decimalValue(),
              row.get(2).decimalValue(),
              row.get(1).decimalValue(),
              row.get(4).decimalValue(),
              row.get(5).decimalValue(),
              OptionalLong.empty()));
    }
    return expected;
  }

  @Test
  void leavesOutACandleThatHasNotClosedByTheExchangesClock() {
    long open = NOW.getEpochSecond() - 90;
    server.serve(
        "/products/BTC-USD/candles",
        "[[" + (open + 60) + ",1,2,1,2,0.5],[" + open + ",1,2,1,2,0.5]]");
    server.serve("/time", "{\"iso\":\"2024-01-01T00:00:30Z\",\"epoch\":1704067230.25}");
    Instant from = Instant.ofEpochSecond(open);
    assertThat(
            coinbase
                .candles()
                .orElseThrow()
                .candles(PAIR, Interval.ONE_MINUTE, new TimeRange(from, from.plusSeconds(600))))
        .extracting(ExchangeCandle::openTime)
        .containsExactly(from);
  }

  @Test
  void readsRecordedProducts() {
    String body =
        Recordings.cryptofeed("COINBASE.0.gz").get("https://api.pro.coinbase.com/products");
    server.serve("/products", body);

    Map<String, Listing> listings =
        coinbase.markets().listings().stream()
            .collect(Collectors.toMap(Listing::symbol, listing -> listing));

    JsonNode products = Recordings.tree(body);
    assertThat(listings).hasSize(products.size()).hasSize(162);
    for (JsonNode product : products) {
      Listing listing = listings.get(product.path("id").textValue());
      assertThat(coinbase.symbol(listing.pair())).isEqualTo(listing.symbol());
      assertThat(listing.tickSize()).isEqualTo(number(product, "quote_increment"));
      assertThat(listing.lotSize()).isEqualTo(number(product, "base_increment"));
      assertThat(listing.minAmount()).isEqualTo(number(product, "base_min_size"));
      assertThat(listing.minNotional()).isEqualTo(number(product, "min_market_funds"));
      assertThat(listing.trading())
          .isEqualTo(
              product.path("status").textValue().equals("online")
                  && !product.path("trading_disabled").booleanValue());
    }
  }

  private static Optional<BigDecimal> number(JsonNode product, String field) {
    return Optional.of(new BigDecimal(product.path(field).textValue()));
  }

  @Test
  void readsARecordedOrderBook() {
    String body = Recordings.coinbase("rest_products_BTC-EUR_book_level-2.json");
    server.serve("/products/BTC-EUR/book", body);
    ExchangeOrderBook book = coinbase.orderBooks().orElseThrow().orderBook(EURO, 50);
    JsonNode tree = Recordings.tree(body);
    assertThat(book)
        .isEqualTo(
            new ExchangeOrderBook(
                NOW,
                OptionalLong.of(12_259_300),
                BinanceTest.levels(tree.path("bids")),
                BinanceTest.levels(tree.path("asks"))));
    assertThat(book.bids()).hasSize(36);
    assertThat(book.asks()).hasSize(1);
  }

  @Test
  void readsRecordedTradesAscending() {
    String body = Recordings.coinbase("rest_products_BTC-EUR_trades_GET-200.json");
    server.serve("/products/BTC-EUR/trades", body);
    TradePort port = coinbase.trades().orElseThrow();

    TradePort.Page page = port.next(EURO, port.after("24169619").orElseThrow());

    List<ExchangeTrade> expected = new ArrayList<>();
    for (JsonNode row : Recordings.tree(body)) {
      if (row.path("trade_id").longValue() > 24_169_619) {
        expected.add(
            0,
            new ExchangeTrade(
                row.path("trade_id").asText(),
                Instant.parse(row.path("time").textValue()),
                new BigDecimal(row.path("price").textValue()),
                new BigDecimal(row.path("size").textValue()),
                // the side told is the maker's
                Optional.of(
                    row.path("side").textValue().equals("sell")
                        ? ExchangeTrade.Side.BUY
                        : ExchangeTrade.Side.SELL)));
      }
    }
    assertThat(page.trades()).isEqualTo(expected).hasSize(98);
    assertThat(page.next()).isEqualTo(port.after("24169717").orElseThrow());
    assertThat(server.asked())
        .containsExactly("/products/BTC-EUR/trades?after=24170620&limit=1000");
  }

  @Test
  void readsTradesForwardThroughPagesThatComeBackward() {
    serveTradesEverySecond(1, 2_500);
    TradePort port = coinbase.trades().orElseThrow();

    List<String> ids = new ArrayList<>();
    TradePort.Page page = port.next(PAIR, TradePort.TradeCursor.from(second(401).minusMillis(500)));
    while (!page.trades().isEmpty()) {
      page.trades().forEach(trade -> ids.add(trade.id()));
      page = port.next(PAIR, page.next());
    }

    assertThat(ids)
        .isEqualTo(LongStream.rangeClosed(401, 2_500).mapToObj(String::valueOf).toList());
    assertThat(port.next(PAIR, port.after("2499").orElseThrow()).trades())
        .containsExactly(
            new ExchangeTrade(
                "2500",
                second(2_500),
                new BigDecimal("100.5"),
                new BigDecimal("0.25"),
                Optional.of(ExchangeTrade.Side.SELL)));
  }

  @Test
  void findsTheFirstTradeOfAll() {
    serveTradesEverySecond(1, 10);
    TradePort port = coinbase.trades().orElseThrow();
    assertThat(port.next(PAIR, TradePort.TradeCursor.from(second(-100))).trades()).hasSize(10);
    assertThat(port.next(PAIR, TradePort.TradeCursor.from(second(100))).trades()).isEmpty();
  }

  private static Instant second(long id) {
    return Instant.parse("2020-01-01T00:00:00Z").plusSeconds(id);
  }

  private void serveTradesEverySecond(long first, long last) {
    server.answer(
        TRADES,
        query -> {
          Map<String, String> parameters =
              List.of(query.split("&", -1)).stream()
                  .map(text -> text.split("=", -1))
                  .collect(Collectors.toMap(text -> text[0], text -> text[1]));
          long after = Long.parseLong(parameters.getOrDefault("after", "" + Long.MAX_VALUE));
          long newest = Math.min(after - 1, last);
          return Reply.ok(
              LongStream.iterate(newest, id -> id >= first, id -> id - 1)
                  .limit(Long.parseLong(parameters.get("limit")))
                  .mapToObj(
                      id ->
                          "{\"time\":\""
                              + second(id)
                              + "\",\"trade_id\":"
                              + id
                              + ",\"price\":\"100.5\",\"size\":\"0.25\",\"side\":\"buy\"}")
                  .collect(Collectors.joining(",", "[", "]")));
        });
  }

  @Test
  void namesAPairThatTheExchangeDoesNotKnow() {
    server.answer(
        "/products/BTC-USD/book", query -> Reply.error(404, "{\"message\":\"NotFound\"}"));
    ExchangeFailure failure =
        catchThrowableOfType(
            ExchangeFailure.class, () -> coinbase.orderBooks().orElseThrow().orderBook(PAIR, 50));
    assertThat(failure.kind()).isEqualTo(ExchangeFailure.Kind.PERMANENT);
    assertThat(failure)
        .hasMessage("coinbase: order book of BTC-USD (BTC-USD): NotFound (HTTP 404)");
  }
}
