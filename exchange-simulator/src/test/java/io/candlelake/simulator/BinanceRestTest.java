package io.candlelake.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.SeededSettings;
import io.candlelake.simulator.market.SimulatedPair;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BinanceRestTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-01-04T12:34:56.789Z");
  private static final BarMarket MARKET =
      BarMarket.seeded(
          SeededSettings.clean(SimulatedPair.first(3), 42, START, Duration.ofMinutes(1)));

  private static Simulator simulator;
  private static Client client;

  @BeforeAll
  static void start() {
    simulator = Simulator.start(SimulatorSettings.of(MARKET, new TestClock(NOW)).unlimited());
    client = new Client(simulator.address());
  }

  @AfterAll
  static void stop() {
    simulator.close();
  }

  @Test
  void pagesOfCandlesJoinWithoutGap() {
    List<Long> opens = new ArrayList<>();
    long from = START.toEpochMilli();
    while (true) {
      JsonNode page =
          client.json("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1000&startTime=" + from);
      if (page.isEmpty()) {
        break;
      }
      assertThat(page.size()).isLessThanOrEqualTo(1000);
      page.forEach(row -> opens.add(row.get(0).asLong()));
      from = opens.get(opens.size() - 1) + 60_000;
    }
    long minutes = Duration.between(START, NOW).toMinutes() + 1;
    assertThat(opens).hasSize((int) minutes);
    for (int i = 0; i < opens.size(); i++) {
      assertThat(opens.get(i)).isEqualTo(START.toEpochMilli() + 60_000L * i);
    }
  }

  @Test
  void theRangeOfCandlesHoldsBothEnds() {
    long from = START.toEpochMilli();
    JsonNode page =
        client.json(
            "/api/v3/klines?symbol=ETHUSDT&interval=1h&startTime=%d&endTime=%d"
                .formatted(from + 1, from + 7_200_000));
    assertThat(page)
        .extracting(row -> row.get(0).asLong())
        .containsExactly(from + 3_600_000, from + 7_200_000);
  }

  @Test
  void theNewestCandleIsUnfinished() {
    JsonNode page = client.json("/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=2");
    assertThat(page).hasSize(2);
    assertThat(page.get(1).get(0).asLong())
        .isEqualTo(Instant.parse("2026-01-04T12:00:00Z").toEpochMilli());
    assertThat(page.get(1).get(6).asLong()).isGreaterThan(NOW.toEpochMilli());
  }

  @Test
  void aCandleIsWhatItsTradesMake() {
    for (String interval : List.of("1m", "5m", "1h", "1s")) {
      long length = BinanceProtocol.INTERVALS.get(interval).toMillis();
      JsonNode candles =
          client.json(
              "/api/v3/klines?symbol=BTCUSDT&interval="
                  + interval
                  + "&limit=3&startTime="
                  + START.plus(Duration.ofHours(5)).toEpochMilli());
      for (JsonNode candle : candles) {
        List<JsonNode> trades = trades(candle.get(0).asLong(), length);
        assertThat(trades).hasSize(candle.get(8).asInt());
        assertThat(trades.get(0).get("p").asText()).isEqualTo(candle.get(1).asText());
        assertThat(trades)
            .extracting(t -> decimal(t, "p"))
            .allSatisfy(
                price ->
                    assertThat(price)
                        .isBetween(
                            new BigDecimal(candle.get(3).asText()),
                            new BigDecimal(candle.get(2).asText())));
        assertThat(trades.stream().map(t -> decimal(t, "p")).max(BigDecimal::compareTo))
            .hasValue(new BigDecimal(candle.get(2).asText()));
        assertThat(trades.stream().map(t -> decimal(t, "p")).min(BigDecimal::compareTo))
            .hasValue(new BigDecimal(candle.get(3).asText()));
        assertThat(trades.get(trades.size() - 1).get("p").asText())
            .isEqualTo(candle.get(4).asText());
        assertThat(trades.stream().map(t -> decimal(t, "q")).reduce(BigDecimal::add))
            .hasValue(new BigDecimal(candle.get(5).asText()));
        assertThat(trades).allSatisfy(t -> assertThat(decimal(t, "q")).isPositive());
      }
    }
  }

  private static List<JsonNode> trades(long from, long length) {
    List<JsonNode> all = new ArrayList<>();
    JsonNode page = client.json("/api/v3/aggTrades?symbol=BTCUSDT&limit=1000&startTime=" + from);
    while (true) {
      for (JsonNode trade : page) {
        if (trade.get("T").asLong() >= from + length) {
          return all;
        }
        all.add(trade);
      }
      long next = page.get(page.size() - 1).get("a").asLong() + 1;
      page = client.json("/api/v3/aggTrades?symbol=BTCUSDT&limit=1000&fromId=" + next);
    }
  }

  private static BigDecimal decimal(JsonNode node, String field) {
    return new BigDecimal(node.get(field).asText());
  }

  @Test
  void historicalTradesFollowTheirIds() {
    JsonNode first = client.json("/api/v3/historicalTrades?symbol=BTCUSDT&fromId=1&limit=1000");
    assertThat(first).hasSize(1000);
    long last = 0;
    for (int i = 0; i < 1000; i++) {
      assertThat(first.get(i).get("id").asLong()).isEqualTo(i + 1);
      assertThat(first.get(i).get("time").asLong()).isGreaterThanOrEqualTo(last);
      last = first.get(i).get("time").asLong();
    }
    JsonNode newest = client.json("/api/v3/trades?symbol=BTCUSDT&limit=5");
    assertThat(newest.get(4).get("id").asLong())
        .isEqualTo(simulator.ledger().lastTrade("BTC-USDT"));
    assertThat(newest.get(4).get("time").asLong()).isLessThanOrEqualTo(NOW.toEpochMilli());
  }

  @Test
  void theBookIsSortedAndNotCrossed() {
    JsonNode book = client.json("/api/v3/depth?symbol=BNBUSDT&limit=1000");
    List<BigDecimal> prices = new ArrayList<>();
    book.get("bids").forEach(level -> prices.add(0, new BigDecimal(level.get(0).asText())));
    book.get("asks").forEach(level -> prices.add(new BigDecimal(level.get(0).asText())));
    assertThat(prices).hasSizeGreaterThan(400).isSorted().doesNotHaveDuplicates();
    assertThat(client.json("/api/v3/depth?symbol=BNBUSDT&limit=7").get("bids")).hasSize(7);
  }

  @Test
  void unknownThingsAreRefusedAsBinanceDoes() throws IOException {
    HttpResponse<String> symbol = client.get("/api/v3/klines?symbol=NOPE&interval=1m");
    assertThat(symbol.statusCode()).isEqualTo(400);
    assertThat(symbol.body()).isEqualTo("{\"code\":-1121,\"msg\":\"Invalid symbol.\"}");
    assertThat(client.get("/api/v3/klines?symbol=BTCUSDT&interval=7m").body())
        .isEqualTo("{\"code\":-1120,\"msg\":\"Invalid interval.\"}");
    assertThat(client.get("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=x").body())
        .contains("\"code\":-1100");
  }

  @Test
  void requestsAreCountedAndRefusedAboveTheLimit() throws IOException {
    SimulatorSettings settings =
        SimulatorSettings.of(MARKET, new TestClock(NOW)).limited("binance", 5);
    try (Simulator limited = Simulator.start(settings)) {
      Client caller = new Client(limited.address());
      String path = "/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=1";
      assertThat(caller.get(path).headers().firstValue("X-MBX-USED-WEIGHT-1M")).hasValue("2");
      assertThat(caller.get(path).statusCode()).isEqualTo(200);
      HttpResponse<String> refused = caller.get(path);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("-1003");
      assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
          .isBetween(1L, 60L);
    }
  }

  @Test
  void theSameSeedIsTheSameMarket() throws IOException {
    BarMarket again =
        BarMarket.seeded(
            SeededSettings.clean(SimulatedPair.first(3), 42, START, Duration.ofMinutes(1)));
    BarMarket other =
        BarMarket.seeded(
            SeededSettings.clean(SimulatedPair.first(3), 43, START, Duration.ofMinutes(1)));
    String path = "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=123456&limit=100";
    try (Simulator same = Simulator.start(SimulatorSettings.of(again, new TestClock(NOW)));
        Simulator different = Simulator.start(SimulatorSettings.of(other, new TestClock(NOW)))) {
      String body = client.get(path).body();
      assertThat(new Client(same.address()).get(path).body()).isEqualTo(body);
      assertThat(new Client(different.address()).get(path).body()).isNotEqualTo(body);
    }
  }
}
