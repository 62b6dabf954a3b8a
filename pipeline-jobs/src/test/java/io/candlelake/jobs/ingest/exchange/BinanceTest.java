package io.candlelake.jobs.ingest.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.jobs.ingest.exchange.LocalServer.Reply;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against replies recorded from Binance, or taken from its documentation where noted. */
class BinanceTest {
  private static final Instant NOW = Instant.parse("2024-01-01T00:00:30Z");
  private static final Pair PAIR = new Pair("BTC", "USDT");

  private final LocalServer server = new LocalServer();
  private final Exchange binance = new Binance(server.settings(), InstantSource.fixed(NOW));

  @AfterEach
  void close() {
    binance.close();
    server.close();
  }

  @Test
  void readsTheListingsOfARecordedExchangeInfo() {
    String body =
        Recordings.cryptofeed("BINANCE.0.gz").get("https://api.binance.com/api/v3/exchangeInfo");
    server.serve("/api/v3/exchangeInfo", body);

    Map<String, Listing> listings =
        binance.markets().listings().stream()
            .collect(Collectors.toMap(Listing::symbol, listing -> listing));

    JsonNode symbols = Recordings.tree(body).path("symbols");
    assertThat(listings).hasSize(symbols.size()).hasSizeGreaterThan(1_000);
    for (JsonNode symbol : symbols) {
      Listing listing = listings.get(symbol.path("symbol").textValue());
      assertThat(listing.pair())
          .isEqualTo(
              new Pair(
                  symbol.path("baseAsset").textValue(), symbol.path("quoteAsset").textValue()));
      assertThat(listing.tickSize()).isEqualTo(rule(symbol, "PRICE_FILTER", "tickSize"));
      assertThat(listing.lotSize()).isEqualTo(rule(symbol, "LOT_SIZE", "stepSize"));
      assertThat(listing.minAmount()).isEqualTo(rule(symbol, "LOT_SIZE", "minQty"));
      assertThat(listing.minNotional()).isEqualTo(rule(symbol, "MIN_NOTIONAL", "minNotional"));
      assertThat(listing.trading()).isEqualTo(symbol.path("status").textValue().equals("TRADING"));
    }
  }

  private static Optional<BigDecimal> rule(JsonNode symbol, String type, String field) {
    for (JsonNode filter : symbol.path("filters")) {
      if (filter.path("filterType").textValue().equals(type)) {
        return Optional.of(new BigDecimal(filter.path(field).textValue()));
      }
    }
    return Optional.empty();
  }

  @Test
  void readsRecordedOrderBooks() {
    for (Map.Entry<String, String> recorded :
        Recordings.cryptofeed("BINANCE.http.0.0.gz").entrySet()) {
      server.serve("/api/v3/depth", recorded.getValue());

      OrderBook book = binance.orderBooks().orElseThrow().orderBook(PAIR, 1_000);

      JsonNode tree = Recordings.tree(recorded.getValue());
      assertThat(book.sequence()).isEqualTo(OptionalLong.of(tree.path("lastUpdateId").longValue()));
      assertThat(book.bids()).isEqualTo(levels(tree.path("bids"))).isNotEmpty();
      assertThat(book.asks()).isEqualTo(levels(tree.path("asks"))).isNotEmpty();
      assertThat(book.time()).isEqualTo(NOW);
    }
    assertThat(server.asked())
        .hasSizeGreaterThan(3)
        .containsOnly("/api/v3/depth?symbol=BTCUSDT&limit=1000");
  }

  static List<OrderBook.Level> levels(JsonNode side) {
    List<OrderBook.Level> levels = new ArrayList<>();
    side.forEach(
        level ->
            levels.add(
                new OrderBook.Level(
                    new BigDecimal(level.get(0).textValue()),
                    new BigDecimal(level.get(1).textValue()))));
    return levels;
  }

  /** The reply is the documentation's example; no klines of Binance's REST were recorded. */
  @Test
  void readsACandle() {
    server.serve(
        "/api/v3/klines",
        Recordings.nautilus("binance/test_data/spot/http_json/klines_response.json"));
    server.serve("/api/v3/time", "{\"serverTime\": " + NOW.toEpochMilli() + "}");
    Instant open = Instant.ofEpochMilli(1499040000000L);

    List<ExchangeCandle> candles =
        binance
            .candles()
            .orElseThrow()
            .candles(PAIR, Interval.ONE_DAY, new TimeRange(open, open.plus(Duration.ofDays(2))));

    assertThat(candles)
        .containsExactly(
            new ExchangeCandle(
                open,
                new BigDecimal("0.01634790"),
                new BigDecimal("0.80000000"),
                new BigDecimal("0.01575800"),
                new BigDecimal("0.01577100"),
                new BigDecimal("148976.11427815"),
                OptionalLong.of(308)));
    assertThat(server.asked())
        .containsExactly(
            "/api/v3/klines?symbol=BTCUSDT&interval=1d&limit=1000&startTime=1499040000000&endTime="
                + (open.plus(Duration.ofDays(2)).toEpochMilli() - 1),
            "/api/v3/time");
  }

  @Test
  void leavesOutACandleThatHasNotClosedByTheExchangesClock() {
    Instant open = Instant.parse("2023-12-31T23:59:00Z");
    server.serve("/api/v3/klines", "[" + kline(open) + "," + kline(open.plusSeconds(60)) + "]");
    server.serve("/api/v3/time", "{\"serverTime\": " + NOW.toEpochMilli() + "}");
    TimeRange range = new TimeRange(open, open.plusSeconds(600));

    assertThat(candles(range)).extracting(ExchangeCandle::openTime).containsExactly(open);

    long slow = NOW.minusSeconds(40).toEpochMilli(); // the exchange's clock is behind ours
    server.serve("/api/v3/time", "{\"serverTime\": " + slow + "}");
    assertThat(candles(range)).isEmpty();
  }

  @Test
  void aClockOfOursThatIsFarAheadClosesNoCandle() {
    Instant open = Instant.parse("2023-12-31T23:59:31Z");
    server.serve("/api/v3/klines", "[" + kline(open) + "]");
    server.serve("/api/v3/time", "{\"serverTime\": " + NOW.toEpochMilli() + "}");
    Instant ahead = NOW.plus(Duration.ofHours(5));
    try (Exchange far = new Binance(server.settings(), InstantSource.fixed(ahead))) {
      TimeRange range = new TimeRange(open, open.plusSeconds(600));
      assertThat(far.candles().orElseThrow().candles(PAIR, Interval.ONE_MINUTE, range)).isEmpty();
      assertThat(far.time()).contains(NOW);
    }
  }

  private List<ExchangeCandle> candles(TimeRange range) {
    return binance.candles().orElseThrow().candles(PAIR, Interval.ONE_MINUTE, range);
  }

  private static String kline(Instant open) {
    long millis = open.toEpochMilli();
    return "["
        + millis
        + ",\"1\",\"1\",\"1\",\"1\",\"5\","
        + (millis + 59_999)
        + ",\"5\",3,\"1\",\"1\",\"0\"]";
  }

  /** The reply is the documentation's example; no trades of Binance's REST were recorded. */
  @Test
  void readsTradesByRawIdFromATimeOn() {
    server.serve(
        "/api/v3/aggTrades",
        "[{\"a\":26129,\"p\":\"4.000\",\"q\":\"4.7\",\"f\":28457,\"l\":28459,\"T\":1499865549590,"
            + "\"m\":true,\"M\":true}]");
    String trades = Recordings.nautilus("binance/test_data/spot/http_json/trades_response.json");
    server.answer(
        "/api/v3/historicalTrades",
        query -> Reply.ok(query.contains("fromId=28457&") ? trades : "[]"));
    TradePort port = binance.trades().orElseThrow();

    TradePort.Page first = port.next(PAIR, port.at(PAIR, Instant.ofEpochMilli(1499865549000L)));
    TradePort.Page second = port.next(PAIR, first.next());

    assertThat(first.trades())
        .containsExactly(
            new ExchangeTrade(
                "28457",
                Instant.ofEpochMilli(1499865549590L),
                new BigDecimal("4.00000100"),
                new BigDecimal("12.00000000"),
                Optional.of(ExchangeTrade.Side.SELL)));
    assertThat(second.trades()).isEmpty();
    assertThat(second.next()).isEqualTo(first.next()).isEqualTo(port.after(PAIR, "28457").get());
    assertThat(server.asked())
        .containsExactly(
            "/api/v3/aggTrades?symbol=BTCUSDT&startTime=1499865549000&limit=1",
            "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=28457&limit=1000",
            "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=28458&limit=1000");
  }

  @Test
  void namesAPairThatTheExchangeDoesNotKnow() {
    server.answer(
        "/api/v3/klines",
        query -> Reply.error(400, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}"));
    Instant from = Instant.parse("2023-01-01T00:00:00Z");
    ExchangeFailure failure =
        catchThrowableOfType(
            ExchangeFailure.class, () -> candles(new TimeRange(from, from.plusSeconds(60))));
    assertThat(failure.kind()).isEqualTo(ExchangeFailure.Kind.PERMANENT);
    assertThat(failure)
        .hasMessage(
            "binance: 1m candles of BTC-USDT (BTCUSDT) from 2023-01-01T00:00:00Z: "
                + "Invalid symbol. (HTTP status code: 400)");
  }

  @Test
  void servesAllIntervalsThatWeKnow() {
    assertThat(binance.candles().orElseThrow().intervals())
        .containsExactlyInAnyOrder(Interval.values());
  }
}
