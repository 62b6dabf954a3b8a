package io.candlelake.exchanges.bitstamp;

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
import io.candlelake.exchanges.transport.LocalServer.Reply;
import io.candlelake.exchanges.transport.Recordings;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against replies recorded from Bitstamp: markets, books, transactions, OHLC. */
class BitstampTest {
  private static final Instant NOW = Instant.parse("2013-01-06T17:11:10Z");
  private static final Pair PAIR = new Pair("BTC", "USD");
  private static final String TRANSACTIONS = "/api/v2/transactions/btcusd/";

  private final LocalServer server = new LocalServer();
  private final Exchange bitstamp = Bitstamp.open(server.settings(), InstantSource.fixed(NOW));

  @AfterEach
  void close() {
    bitstamp.close();
    server.close();
  }

  @Test
  void readsRecordedMarkets() {
    String body =
        Recordings.cryptofeed("BITSTAMP.0.gz")
            .get("https://www.bitstamp.net/api/v2/trading-pairs-info/");
    server.serve("/api/v2/trading-pairs-info/", body);

    Map<String, Listing> listings =
        bitstamp.markets().listings().stream()
            .collect(Collectors.toMap(Listing::symbol, listing -> listing));

    JsonNode markets = Recordings.tree(body);
    assertThat(listings).hasSize(markets.size()).hasSize(140);
    for (JsonNode market : markets) {
      Listing listing = listings.get(market.path("url_symbol").textValue());
      assertThat(bitstamp.symbol(listing.pair())).isEqualTo(listing.symbol());
      assertThat(listing.pair().toString())
          .isEqualTo(market.path("name").textValue().replace("/", "-"));
      assertThat(listing.minNotional().orElseThrow() + " " + listing.pair().quote())
          .isEqualTo(market.path("minimum_order").textValue());
      assertThat(listing.trading()).isEqualTo(market.path("trading").textValue().equals("Enabled"));
    }
    assertThat(listings.get("btcusd").tickSize()).contains(new BigDecimal("0.01"));
    assertThat(listings.get("btcusd").lotSize().orElseThrow()).isEqualByComparingTo("0.00000001");
  }

  @Test
  void readsRecordedOrderBooks() {
    Map<String, String> recorded = Recordings.cryptofeed("BITSTAMP.http.0.0.gz");
    assertThat(recorded).hasSize(3);
    recorded.forEach(
        (address, body) -> {
          server.serve("/api/v2/order_book/btcusd/", body);

          ExchangeOrderBook book = bitstamp.orderBooks().orElseThrow().orderBook(PAIR, 100);

          JsonNode tree = Recordings.tree(body);
          assertThat(book.bids()).isEqualTo(BinanceTest.levels(tree.path("bids"))).isNotEmpty();
          assertThat(book.asks()).isEqualTo(BinanceTest.levels(tree.path("asks"))).isNotEmpty();
          assertThat(Duration.between(Instant.EPOCH, book.time()).toNanos() / 1_000)
              .isEqualTo(Long.parseLong(tree.path("microtimestamp").textValue()));
        });
  }

  @Test
  void readsRecordedTransactionsAscending() {
    String body =
        Recordings.xchange(
            "xchange-bitstamp/src/test/resources/org/knowm/xchange/bitstamp/dto/marketdata/"
                + "example-trades-data.json");
    server.serve(TRANSACTIONS, body);
    TradePort port = bitstamp.trades().orElseThrow();
    Instant from = Instant.ofEpochSecond(1357485563);

    TradePort.Page page = port.next(PAIR, TradePort.TradeCursor.from(from));
    TradePort.Page rest = port.next(PAIR, page.next());

    List<ExchangeTrade> expected = new ArrayList<>();
    for (JsonNode row : Recordings.tree(body)) {
      Instant time = Instant.ofEpochSecond(Long.parseLong(row.path("date").textValue()));
      if (!time.isBefore(from)) {
        expected.add(
            new ExchangeTrade(
                row.path("tid").asText(),
                time,
                new BigDecimal(row.path("price").textValue()),
                new BigDecimal(row.path("amount").textValue()),
                Optional.of(ExchangeTrade.Side.BUY))); // this old reply names no type
      }
    }
    expected.sort(Comparator.comparing(trade -> Long.parseLong(trade.id())));
    assertThat(page.trades()).isEqualTo(expected).hasSize(4);
    assertThat(rest.trades()).isEmpty();
    assertThat(rest.next()).isEqualTo(page.next());
    assertThat(server.asked())
        .containsExactly(TRANSACTIONS + "?time=day", TRANSACTIONS + "?time=minute");
  }

  @Test
  void doesNotCallItEmptyWhatIsTooOldToBeServed() {
    TradePort port = bitstamp.trades().orElseThrow();
    assertThat(port.reach()).contains(Duration.ofDays(1));
    ExchangeFailure failure =
        catchThrowableOfType(
            ExchangeFailure.class,
            () -> port.next(PAIR, TradePort.TradeCursor.from(NOW.minus(Duration.ofHours(25)))));
    assertThat(failure.kind()).isEqualTo(Kind.PERMANENT);
    assertThat(failure)
        .hasMessage(
            "bitstamp: trades of BTC-USD (btcusd) from 2013-01-05T16:11:10Z: "
                + "serves only the trades of the last day");
  }

  /** Days with one that the exchange told twice, with two closes: both are passed on. */
  @ParameterizedTest
  @CsvSource({"86400, 1d, 1546300800, 32", "60, 1m, 1577833200, 60"})
  void readsRecordedCandles(int seconds, String interval, long from, int size) {
    String query = "end=1577836799&limit=1000&start=1546300800&step=" + seconds;
    String body = Recordings.reply("bitstamp", "/api/v2/ohlc/btcusd/", query);
    server.serve("/api/v2/ohlc/btcusd/", body);
    Instant open = Instant.ofEpochSecond(from);
    List<ExchangeCandle> expected = new ArrayList<>();
    for (JsonNode row : Recordings.tree(body).path("data").path("ohlc")) {
      expected.add(
          new ExchangeCandle(
              Instant.ofEpochSecond(Long.parseLong(row.path("timestamp").textValue())),
              new BigDecimal(row.path("open").textValue()),
              new BigDecimal(row.path("high").textValue()),
              new BigDecimal(row.path("low").textValue()),
              new BigDecimal(row.path("close").textValue()),
              new BigDecimal(row.path("volume").textValue()),
              OptionalLong.empty()));
    }
    InstantSource later = InstantSource.fixed(Instant.parse("2020-01-01T00:00:00Z"));
    try (Exchange afterwards = Bitstamp.open(server.settings(), later)) {
      assertThat(
              afterwards
                  .candles()
                  .orElseThrow()
                  .candles(
                      PAIR,
                      Interval.parse(interval).orElseThrow(),
                      new TimeRange(open, open.plus(Duration.ofDays(365)))))
          .isEqualTo(expected)
          .hasSize(size);
    }
  }

  @Test
  void readsCandles() {
    Instant open = Instant.parse("2013-01-06T17:10:00Z");
    server.serve(
        "/api/v2/ohlc/btcusd/",
        "{\"data\":{\"pair\":\"BTC/USD\",\"ohlc\":["
            + row(open.minusSeconds(60))
            + ","
            + row(open)
            + ","
            + row(open.plusSeconds(60))
            + "]}}");

    List<ExchangeCandle> candles =
        bitstamp
            .candles()
            .orElseThrow()
            .candles(PAIR, Interval.ONE_MINUTE, new TimeRange(open, open.plusSeconds(600)));

    assertThat(candles)
        .containsExactly(
            new ExchangeCandle(
                open,
                new BigDecimal("13.06"),
                new BigDecimal("13.14"),
                new BigDecimal("13.01"),
                new BigDecimal("13.07"),
                new BigDecimal("28.75328052"),
                OptionalLong.empty()));
    assertThat(server.asked())
        .containsExactly(
            "/api/v2/ohlc/btcusd/?step=60&limit=1000&start="
                + open.getEpochSecond()
                + "&end="
                + (open.getEpochSecond() + 599)
                + "&exclude_current_candle=true");
  }

  private static String row(Instant open) {
    return "{\"timestamp\":\""
        + open.getEpochSecond()
        + "\",\"open\":\"13.06\",\"high\":\"13.14\",\"low\":\"13.01\",\"close\":\"13.07\","
        + "\"volume\":\"28.75328052\"}";
  }

  @Test
  void namesAPairThatTheExchangeDoesNotKnow() {
    server.answer(
        "/api/v2/order_book/btcusd/", query -> Reply.error(404, "<h1>Page not found</h1>"));
    ExchangeFailure failure =
        catchThrowableOfType(
            ExchangeFailure.class, () -> bitstamp.orderBooks().orElseThrow().orderBook(PAIR, 1));
    assertThat(failure.kind()).isEqualTo(Kind.PERMANENT);
    assertThat(failure)
        .hasMessage(
            "bitstamp: order book of BTC-USD (btcusd): an HTML page: Page not found"
                + " (HTTP 404)");
  }
}
