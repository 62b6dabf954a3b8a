package io.candlelake.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.SeededSettings;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-01-01T02:00:30Z");

  private final TestClock clock = new TestClock(NOW);
  private Simulator simulator;
  private Client client;

  @BeforeEach
  void start() {
    SeededSettings seeded =
        SeededSettings.clean(SimulatedPair.first(2), 7, START, Duration.ofMinutes(1))
            .withTradesPerSecond(200);
    simulator = Simulator.start(SimulatorSettings.of(BarMarket.seeded(seeded), clock).unlimited());
    client = new Client(simulator.address());
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private List<Trade> tradesOf(Duration span) {
    long before = simulator.ledger().lastTrade("BTC-USDT");
    clock.advance(span);
    return simulator
        .ledger()
        .trades("BTC-USDT", before + 1, simulator.ledger().lastTrade("BTC-USDT"));
  }

  @Test
  void binanceTellsEveryTradeOnceAndInOrder() {
    try (Client.Stream stream = client.stream("/stream?streams=btcusdt@trade/ethusdt@trade")) {
      simulatorHasHeard(stream, "{\"method\":\"LIST_SUBSCRIPTIONS\",\"params\":[],\"id\":1}");
      List<Trade> expected = tradesOf(Duration.ofSeconds(20));
      assertThat(expected).hasSizeBetween(1_000, 4_000);
      List<JsonNode> told =
          stream.next(expected.size(), m -> m.path("stream").asText().equals("btcusdt@trade"));
      for (int i = 0; i < told.size(); i++) {
        JsonNode data = told.get(i).get("data");
        Trade trade = expected.get(i);
        assertThat(data.get("t").asLong()).isEqualTo(trade.id());
        assertThat(data.get("T").asLong()).isEqualTo(trade.time().toEpochMilli());
        assertThat(new BigDecimal(data.get("p").asText())).isEqualByComparingTo(trade.price());
        assertThat(new BigDecimal(data.get("q").asText())).isEqualByComparingTo(trade.amount());
        assertThat(data.get("m").asBoolean()).isEqualTo(trade.taker() == Trade.Side.SELL);
      }
    }
  }

  private static void simulatorHasHeard(Client.Stream stream, String message) {
    stream.send(message);
    stream.next(1, m -> m.has("id"));
  }

  @Test
  void binanceDepthChangesJoinTheSnapshotAndAgreeWithTheBestPrices() {
    try (Client.Stream stream = client.stream("/stream?streams=btcusdt@depth@100ms")) {
      simulatorHasHeard(
          stream, "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@bookTicker\"],\"id\":5}");
      clock.advance(Duration.ofSeconds(1));
      JsonNode snapshot = client.json("/api/v3/depth?symbol=BTCUSDT&limit=1000");
      clock.advance(Duration.ofSeconds(5));
      TreeMap<BigDecimal, BigDecimal> bids = new TreeMap<>(Comparator.reverseOrder());
      TreeMap<BigDecimal, BigDecimal> asks = new TreeMap<>();
      fill(bids, snapshot.get("bids"));
      fill(asks, snapshot.get("asks"));
      long last = snapshot.get("lastUpdateId").asLong();
      long previous = -1;
      TreeMap<Long, List<String>> best = new TreeMap<>();
      TreeMap<Long, List<String>> told = new TreeMap<>();
      for (JsonNode message : stream.next(120, m -> m.has("stream"))) {
        JsonNode data = message.get("data");
        if (message.get("stream").asText().endsWith("bookTicker")) {
          told.put(
              data.get("u").asLong(),
              List.of(text(data, "b"), text(data, "B"), text(data, "a"), text(data, "A")));
          continue;
        }
        assertThat(previous == -1 || data.get("U").asLong() == previous + 1).isTrue();
        previous = data.get("u").asLong();
        if (previous > last) {
          fill(bids, data.get("b"));
          fill(asks, data.get("a"));
          best.put(
              previous,
              List.of(
                  bids.firstKey().toPlainString(),
                  bids.firstEntry().getValue().toPlainString(),
                  asks.firstKey().toPlainString(),
                  asks.firstEntry().getValue().toPlainString()));
          assertThat(bids.firstKey()).isLessThan(asks.firstKey());
        }
      }
      assertThat(best).hasSizeGreaterThan(40);
      best.forEach((update, prices) -> assertThat(prices).isEqualTo(told.get(update)));
      JsonNode now = client.json("/api/v3/depth?symbol=BTCUSDT&limit=1000");
      assertThat(now.get("lastUpdateId").asLong()).isEqualTo(best.lastKey());
      TreeMap<BigDecimal, BigDecimal> nowBids = new TreeMap<>(Comparator.reverseOrder());
      fill(nowBids, now.get("bids"));
      assertThat(nowBids).isEqualTo(bids);
    }
  }

  private static String text(JsonNode node, String field) {
    return node.get(field).asText();
  }

  private static void fill(Map<BigDecimal, BigDecimal> side, JsonNode levels) {
    for (JsonNode level : levels) {
      BigDecimal price = new BigDecimal(level.get(0).asText());
      BigDecimal amount = new BigDecimal(level.get(1).asText());
      if (amount.signum() == 0) {
        side.remove(price);
      } else {
        side.put(price, amount);
      }
    }
  }

  @Test
  void binanceTellsAClosedCandleAsItStaysForEver() {
    try (Client.Stream stream = client.stream("/ws/btcusdt@kline_1m")) {
      simulatorHasHeard(stream, "{\"method\":\"LIST_SUBSCRIPTIONS\",\"params\":[],\"id\":1}");
      clock.advance(Duration.ofSeconds(40));
      JsonNode closed = stream.next(1, m -> m.path("k").path("x").asBoolean()).get(0).get("k");
      JsonNode row =
          client
              .json(
                  "/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1&startTime="
                      + closed.get("t").asLong())
              .get(0);
      List<String> told = new ArrayList<>();
      for (String field : List.of("t", "o", "h", "l", "c", "v", "T", "q", "n", "V", "Q", "B")) {
        told.add(closed.get(field).asText());
      }
      assertThat(row).extracting(JsonNode::asText).containsExactlyElementsOf(told);
    }
  }

  @Test
  void krakenTellsTradesAndABookThatItsChecksumProves() {
    try (Client.Stream stream =
        client.stream(
            "",
            """
            {"event":"subscribe","reqid":9,"pair":["XBT/USDT"],"subscription":{"name":"trade"}}""",
            """
            {"event":"subscribe","pair":["XBT/USDT"],"subscription":{"name":"book","depth":25}}""")) {
      List<JsonNode> status =
          stream.next(2, m -> m.path("event").asText().equals("subscriptionStatus"));
      assertThat(status.get(0).get("reqid").asInt()).isEqualTo(9);
      assertThat(status).allSatisfy(s -> assertThat(text(s, "status")).isEqualTo("subscribed"));
      JsonNode snapshot = stream.next(1, m -> m.isArray()).get(0).get(1);
      TreeMap<BigDecimal, String> bids = new TreeMap<>(Comparator.reverseOrder());
      TreeMap<BigDecimal, String> asks = new TreeMap<>();
      kraken(bids, snapshot.get("bs"));
      kraken(asks, snapshot.get("as"));
      List<Trade> expected = tradesOf(Duration.ofSeconds(2));
      List<JsonNode> trades = new ArrayList<>();
      int checked = 0;
      while (trades.size() < expected.size() || checked == 0) {
        JsonNode message = stream.json();
        if (!message.isArray()) {
          continue;
        }
        if (text(message, message.size() - 2).equals("trade")) {
          message.get(1).forEach(trades::add);
          continue;
        }
        for (int i = 1; i < message.size() - 2; i++) {
          kraken(bids, message.get(i).path("b"));
          kraken(asks, message.get(i).path("a"));
          if (message.get(i).has("c")) {
            assertThat(message.get(i).get("c").asLong()).isEqualTo(crc(asks, bids));
            checked++;
          }
        }
      }
      for (int i = 0; i < trades.size(); i++) {
        assertThat(new BigDecimal(trades.get(i).get(0).asText()))
            .isEqualByComparingTo(expected.get(i).price());
        assertThat(trades.get(i).get(2).asText())
            .isEqualTo(KrakenProtocol.seconds(expected.get(i).time()));
      }
    }
  }

  private static String text(JsonNode node, int index) {
    return node.get(index).asText();
  }

  private static void kraken(NavigableMap<BigDecimal, String> side, JsonNode levels) {
    for (JsonNode level : levels) {
      BigDecimal price = new BigDecimal(level.get(0).asText());
      if (new BigDecimal(level.get(1).asText()).signum() == 0) {
        side.remove(price);
      } else {
        side.put(price, level.get(0).asText() + " " + level.get(1).asText());
      }
    }
    while (side.size() > 25) {
      side.pollLastEntry();
    }
  }

  private static long crc(Map<BigDecimal, String> asks, Map<BigDecimal, String> bids) {
    StringBuilder digits = new StringBuilder();
    for (Map<BigDecimal, String> side : List.of(asks, bids)) {
      side.values().stream()
          .limit(10)
          .flatMap(level -> List.of(level.split(" ")).stream())
          .forEach(number -> digits.append(number.replace(".", "").replaceFirst("^0+", "")));
    }
    CRC32 crc = new CRC32();
    crc.update(digits.toString().getBytes(StandardCharsets.US_ASCII));
    return crc.getValue();
  }

  @Test
  void thereAreAsManyTradesAsAskedFor() {
    SeededSettings seeded =
        SeededSettings.clean(SimulatedPair.first(12), 3, START, Duration.ofMinutes(1))
            .withTradesPerSecond(1_000);
    BarMarket market = BarMarket.seeded(seeded);
    for (int minute = 1; minute <= 60; minute++) {
      Instant end = START.plus(Duration.ofMinutes(minute)).minusNanos(1_000);
      long trades = market.listings().stream().mapToLong(l -> market.lastTrade(l, end)).sum();
      assertThat(trades).isEqualTo(60_000L * minute);
    }
  }

  @Test
  void krakenRefusesAPairWrittenOtherwise() {
    try (Client.Stream stream =
        client.stream(
            "",
            """
            {"event":"subscribe","pair":["BTC/USDT"],"subscription":{"name":"trade"}}""")) {
      JsonNode status =
          stream.next(1, m -> m.path("event").asText().equals("subscriptionStatus")).get(0);
      assertThat(text(status, "status")).isEqualTo("error");
      assertThat(text(status, "errorMessage")).isEqualTo("Currency pair not supported BTC/USDT");
    }
  }

  @Test
  void coinbaseTellsMatchesAndABookThatStaysTheRestOne() {
    try (Client.Stream stream =
        client.stream(
            "",
            """
            {"type":"subscribe","channels":[{"name":"matches","product_ids":["BTC-USDT"]},
            {"name":"level2","product_ids":["BTC-USDT"]}]}""")) {
      stream.next(1, m -> text(m, "type").equals("subscriptions"));
      JsonNode snapshot = stream.next(1, m -> text(m, "type").equals("snapshot")).get(0);
      TreeMap<BigDecimal, BigDecimal> bids = new TreeMap<>(Comparator.reverseOrder());
      fill(bids, snapshot.get("bids"));
      List<Trade> expected = tradesOf(Duration.ofSeconds(2));
      List<JsonNode> matches = new ArrayList<>();
      int updates = 0;
      while (matches.size() < expected.size() || updates == 0) {
        JsonNode message = stream.json();
        if (text(message, "type").equals("match")) {
          matches.add(message);
        } else if (text(message, "type").equals("l2update")) {
          updates++;
          for (JsonNode change : message.get("changes")) {
            if (change.get(0).asText().equals("buy")) {
              fill(
                  bids,
                  JsonWriter.array().add(JsonWriter.strings(text(change, 1), text(change, 2))));
            }
          }
        }
      }
      for (int i = 0; i < matches.size(); i++) {
        assertThat(matches.get(i).get("trade_id").asLong()).isEqualTo(expected.get(i).id());
        assertThat(Instant.parse(text(matches.get(i), "time"))).isEqualTo(expected.get(i).time());
        assertThat(text(matches.get(i), "side"))
            .isEqualTo(expected.get(i).taker() == Trade.Side.BUY ? "sell" : "buy");
      }
      TreeMap<BigDecimal, BigDecimal> now = new TreeMap<>(Comparator.reverseOrder());
      fill(now, client.json("/products/BTC-USDT/book?level=2").get("bids"));
      assertThat(bids).isEqualTo(now);
    }
  }

  @Test
  void bitstampTellsTradesAndChangesOfTheBook() {
    try (Client.Stream stream =
        client.stream(
            "",
            """
            {"event":"bts:subscribe","data":{"channel":"live_trades_btcusdt"}}""",
            """
            {"event":"bts:subscribe","data":{"channel":"diff_order_book_btcusdt"}}""",
            """
            {"event":"bts:subscribe","data":{"channel":"order_book_btcusdt"}}""")) {
      stream.next(3, m -> text(m, "event").equals("bts:subscription_succeeded"));
      List<Trade> expected = tradesOf(Duration.ofSeconds(2));
      List<JsonNode> told = stream.next(expected.size(), m -> text(m, "event").equals("trade"));
      for (int i = 0; i < told.size(); i++) {
        JsonNode data = told.get(i).get("data");
        assertThat(data.get("id").asLong()).isEqualTo(expected.get(i).id());
        assertThat(new BigDecimal(text(data, "amount_str")))
            .isEqualByComparingTo(expected.get(i).amount());
        assertThat(Long.parseLong(text(data, "microtimestamp")))
            .isEqualTo(JsonWriter.micros(expected.get(i).time()));
      }
    }
  }
}
