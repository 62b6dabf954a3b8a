package io.candlelake.exchanges.binance;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against replies recorded from Binance. */
public class BinanceTest {
  private static final Instant NOW = Instant.parse("2024-01-01T00:00:30Z");
  private static final Pair PAIR = new Pair("BTC", "USDT");

  private final LocalServer server = new LocalServer();
  private final Exchange binance = Binance.open(server.settings(), InstantSource.fixed(NOW));

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
    assertThat(listings).hasSize(symbols.size()).hasSize(60);
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

      ExchangeOrderBook book = binance.orderBooks().orElseThrow().orderBook(PAIR, 1_000);

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

  public static List<ExchangeOrderBook.Level> levels(JsonNode side) {
    List<ExchangeOrderBook.Level> levels = new ArrayList<>();
    side.forEach(
        level ->
            levels.add(
                new ExchangeOrderBook.Level(
                    new BigDecimal(level.get(0).textValue()),
                    new BigDecimal(level.get(1).textValue()))));
    return levels;
  }

  /** An hour of minutes, and the hours around an outage: three are missing. */
  @ParameterizedTest
  @CsvSource({
    "1m, 60, endTime=1588743688000&interval=1m&startTime=1588740088000&symbol=BTCUSDT",
    "1h, 40, endTime=1593572400000&interval=1h&limit=1000&startTime=1591880400000&symbol=BTCUSDT"
  })
  void readsRecordedCandles(String interval, int size, String query) {
    String body = Recordings.reply("binance", "/api/v3/klines", query);
    server.serve("/api/v3/klines", body);
    server.serve("/api/v3/time", "{\"serverTime\": " + NOW.toEpochMilli() + "}");
    JsonNode rows = Recordings.tree(body);
    Instant open = Instant.ofEpochMilli(rows.get(0).get(0).longValue());
    Instant end = open.plus(Duration.ofDays(2));

    List<ExchangeCandle> candles =
        binance
            .candles()
            .orElseThrow()
            .candles(PAIR, Interval.parse(interval).orElseThrow(), new TimeRange(open, end));

    List<ExchangeCandle> expected = new ArrayList<>();
    for (JsonNode row : rows) {
      expected.add(
          new ExchangeCandle(
              Instant.ofEpochMilli(row.get(0).longValue()),
              new BigDecimal(row.get(1).textValue()),
              new BigDecimal(row.get(2).textValue()),
              new BigDecimal(row.get(3).textValue()),
              new BigDecimal(row.get(4).textValue()),
              new BigDecimal(row.get(5).textValue()),
              OptionalLong.of(row.get(8).longValue())));
    }
    assertThat(candles).isEqualTo(expected).hasSize(size);
    assertThat(server.asked())
        .containsExactly(
            "/api/v3/klines?symbol=BTCUSDT&interval="
                + interval
                + "&limit=1000&startTime="
                + open.toEpochMilli()
                + "&endTime="
                + (end.toEpochMilli() - 1),
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
    try (Exchange far = Binance.open(server.settings(), InstantSource.fixed(ahead))) {
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

  @Test
  void readsRecordedTradesByRawIdFromATimeOn() {
    server.serve(
        "/api/v3/aggTrades",
        "[{\"a\":26129,\"p\":\"38172.11\",\"q\":\"0.16\",\"f\":870281750,\"l\":870281751,"
            + "\"T\":1621933655947,\"m\":true,\"M\":true}]");
    String trades =
        Recordings.reply("binance", "/api/v3/historicalTrades", "limit=5&symbol=BTCUSDT");
    server.answer(
        "/api/v3/historicalTrades",
        query -> Reply.ok(query.contains("fromId=870281750&") ? trades : "[]"));
    TradePort port = binance.trades().orElseThrow();

    TradePort.Page first =
        port.next(PAIR, TradePort.TradeCursor.from(Instant.ofEpochMilli(1621933655000L)));
    TradePort.Page second = port.next(PAIR, first.next());

    List<ExchangeTrade> expected = new ArrayList<>();
    for (JsonNode row : Recordings.tree(trades)) {
      expected.add(
          new ExchangeTrade(
              row.path("id").asText(),
              Instant.ofEpochMilli(row.path("time").longValue()),
              new BigDecimal(row.path("price").textValue()),
              new BigDecimal(row.path("qty").textValue()),
              Optional.of(
                  row.path("isBuyerMaker").booleanValue()
                      ? ExchangeTrade.Side.SELL
                      : ExchangeTrade.Side.BUY)));
    }
    assertThat(first.trades()).isEqualTo(expected).hasSize(5);
    assertThat(second.trades()).isEmpty();
    assertThat(second.next()).isEqualTo(first.next()).isEqualTo(port.after("870281754").get());
    assertThat(server.asked())
        .containsExactly(
            "/api/v3/aggTrades?symbol=BTCUSDT&startTime=1621933655000&limit=1",
            "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=870281750&limit=1000",
            "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=870281755&limit=1000");
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
