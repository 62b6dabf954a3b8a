package io.candlelake.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.SeededSettings;
import io.candlelake.simulator.market.SimulatedPair;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the simulator answers has the fields and types of what the real exchanges answered. */
class ShapesTest {
  private static final Path RECORDINGS =
      Path.of(System.getProperty("candlelake.root", "..")).resolve("fixtures/exchange_recordings");
  private static final String XCHANGE = "xchange_fixtures.zip";

  private static final TestClock CLOCK = new TestClock(Instant.parse("2026-01-02T02:00:30.5Z"));
  private static Simulator simulator;
  private static Client client;

  @BeforeAll
  static void start() {
    SeededSettings seeded =
        SeededSettings.clean(
            SimulatedPair.first(2),
            7,
            Instant.parse("2026-01-01T00:00:00Z"),
            Duration.ofMinutes(1));
    simulator = Simulator.start(SimulatorSettings.of(BarMarket.seeded(seeded), CLOCK).unlimited());
    client = new Client(simulator.address());
  }

  @AfterAll
  static void stop() {
    Optional.ofNullable(simulator).ifPresent(Simulator::close);
  }

  @Test
  void binanceRest() throws IOException {
    same(
        "/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=2",
        binance(
            "/api/v3/klines",
            "endTime=1593572400000&interval=1h&limit=1000&startTime=1591880400000&symbol=BTCUSDT"));
    same(
        "/api/v3/trades?symbol=BTCUSDT",
        binance("/api/v3/historicalTrades", "limit=5&symbol=BTCUSDT"));
    same("/api/v3/depth?symbol=BTCUSDT", binance("/api/v3/depth", "limit=1000&symbol=BTCUSDT"));
    same("/api/v3/ticker/24hr?symbol=BTCUSDT", binance("/api/v3/ticker/24hr", "symbol=BTCUSDT"));
    same("/api/v3/ticker/price?symbol=BTCUSDT", binance("/api/v3/ticker/price", "symbol=BTCUSDT"));
    JsonNode recorded = first("cryptofeed/BINANCE.0.gz", "exchangeInfo");
    Set<String> ours = Shape.of(client.json("/api/v3/exchangeInfo"));
    assertThat(Shape.of(recorded)).containsAll(ours);
    assertThat(ours).contains("/symbols/*/filters/*/tickSize string");
    assertThat(missing(ours, Shape.of(recorded))).isEmpty();
  }

  @Test
  void binanceStreams() throws IOException {
    try (Client.Stream stream =
        client.stream(
            "/stream?streams=btcusdt@depth@100ms/btcusdt@bookTicker/btcusdt@kline_1m/btcusdt@aggTrade")) {
      stream.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"params\":[],\"id\":1}");
      stream.next(1, m -> m.has("id"));
      CLOCK.advance(Duration.ofSeconds(10));
      Set<String> channels = Set.of("@depth@100ms", "@bookTicker", "@kline_1m", "@aggTrade");
      Map<String, JsonNode> told =
          firsts(stream, channels, m -> m.path("stream").asText().replaceFirst("[^@]*", ""));
      for (String channel : channels) {
        JsonNode ours = told.get(channel);
        JsonNode real = first("cryptofeed/BINANCE.ws.1.0.gz", channel + "\"", ShapesTest::full);
        assertThat(Shape.of(ours)).as(channel).isEqualTo(Shape.of(real));
      }
    }
  }

  private static boolean full(JsonNode message) {
    JsonNode data = message.path("data");
    return !data.has("U") || (data.get("a").size() > 0 && data.get("b").size() > 0);
  }

  /** The first full message of each kind. */
  private static Map<String, JsonNode> firsts(
      Client.Stream stream, Set<String> kinds, Function<JsonNode, String> kind) {
    Map<String, JsonNode> found = new HashMap<>();
    while (!found.keySet().containsAll(kinds)) {
      JsonNode message = stream.json();
      if (full(message)) {
        found.putIfAbsent(kind.apply(message), message);
      }
    }
    return found;
  }

  @Test
  void krakenRest() throws IOException {
    same("/0/public/OHLC?pair=XBTUSDT", documented("kraken/ohlc.json"));
    same("/0/public/Trades?pair=XBTUSDT", documented("kraken/trades.json"));
    same("/0/public/Depth?pair=XBTUSDT", documented("kraken/order_book.json"));
    same("/0/public/Ticker?pair=XBTUSDT", documented("kraken/ticker.json"));
    Set<String> ours = Shape.of(client.json("/0/public/AssetPairs?pair=XBTUSDT"));
    Set<String> real = Shape.of(documented("kraken/asset_pairs.json"));
    assertThat(real).containsAll(without(ours, "leverage"));
    String old = "xchange-kraken/src/test/resources/org/knowm/xchange/kraken/dto/marketdata/";
    same("/0/public/Time", zip(XCHANGE, old + "example-servertime-data.json"));
  }

  @Test
  void coinbaseRest() throws IOException {
    String folder =
        "xchange-coinbasepro/src/test/resources/org/knowm/xchange/coinbasepro/dto/marketdata/";
    assertThat(Shape.of(client.json("/products/BTC-USDT/candles?granularity=60")))
        .isEqualTo(Shape.of(zip(XCHANGE, folder + "example-historical-candles.json")));
    same("/products/BTC-USDT/ticker", zip(XCHANGE, folder + "example-ticker-data.json"));
    JsonNode products = first("cryptofeed/COINBASE.0.gz", "/products");
    assertThat(Shape.of(client.json("/products"))).isEqualTo(Shape.of(products));
  }

  @Test
  void coinbaseStreams() throws IOException {
    try (Client.Stream stream =
        client.stream(
            "",
            """
            {"type":"subscribe","product_ids":["BTC-USDT"],"channels":["matches","ticker","level2"]}""")) {
      stream.next(1, m -> m.path("type").asText().equals("last_match"));
      CLOCK.advance(Duration.ofSeconds(10));
      Set<String> types = Set.of("match", "ticker", "l2update");
      Map<String, JsonNode> told = firsts(stream, types, m -> m.path("type").asText());
      for (String type : types) {
        JsonNode ours = told.get(type);
        JsonNode real = first("cryptofeed/COINBASE.ws.28.0_cut.gz", "{\"type\":\"" + type + "\"");
        assertThat(without(Shape.of(ours), "_size string"))
            .as(type)
            .isEqualTo(without(Shape.of(real), "_size string"));
      }
    }
  }

  @Test
  void bitstampRestAndStreams() throws IOException {
    JsonNode pairs = first("cryptofeed/BITSTAMP.0.gz", "trading-pairs-info");
    assertThat(Shape.of(client.json("/api/v2/trading-pairs-info/"))).isEqualTo(Shape.of(pairs));
    JsonNode book = first("cryptofeed/BITSTAMP.http.0.0.gz", "order_book/ethusd");
    assertThat(Shape.of(client.json("/api/v2/order_book/btcusdt"))).isEqualTo(Shape.of(book));
    try (Client.Stream stream =
        client.stream(
            "",
            """
            {"event":"bts:subscribe","data":{"channel":"live_trades_btcusdt"}}""")) {
      stream.next(1, m -> m.path("event").asText().startsWith("bts:"));
      CLOCK.advance(Duration.ofSeconds(10));
      JsonNode ours = stream.next(1, m -> m.path("event").asText().equals("trade")).get(0);
      JsonNode real = first("cryptofeed/BITSTAMP.ws.1.0.gz", "\"event\":\"trade\"");
      assertThat(Shape.of(ours)).isEqualTo(Shape.of(real));
    }
  }

  private static void same(String path, JsonNode real) {
    assertThat(Shape.of(client.json(path))).as(path).isEqualTo(Shape.of(real));
  }

  private static Set<String> without(Set<String> shape, String part) {
    Set<String> rest = new TreeSet<>(shape);
    rest.removeIf(field -> field.contains(part));
    return rest;
  }

  /** Fields of the real reply that ours lacks; filters differ by the first one's kind. */
  private static Set<String> missing(Set<String> ours, Set<String> real) {
    Set<String> rest = new TreeSet<>(real);
    rest.removeAll(ours);
    rest.removeIf(field -> field.startsWith("/symbols/*/permissions"));
    return rest;
  }

  private static JsonNode documented(String file) throws IOException {
    return JsonWriter.read(Files.readString(RECORDINGS.resolve("documented").resolve(file)))
        .orElseThrow();
  }

  private static JsonNode binance(String path, String query) throws IOException {
    Path file = RECORDINGS.resolve("recorded_rest_replies/binance.json.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      JsonNode routes = JsonWriter.read(text).orElseThrow().path("routes");
      for (JsonNode reply : routes.path(path).path("GET")) {
        if (reply.path("queryString").asText().equals(query)) {
          return reply.path("data");
        }
      }
    }
    throw new IllegalStateException("no reply to " + path + "?" + query);
  }

  private static JsonNode zip(String archive, String name) throws IOException {
    try (ZipFile zip = new ZipFile(RECORDINGS.resolve(archive).toFile())) {
      ZipEntry entry = zip.getEntry(name);
      assertThat(entry).as(name).isNotNull();
      try (InputStream in = zip.getInputStream(entry)) {
        return JsonWriter.read(new String(in.readAllBytes(), StandardCharsets.UTF_8)).orElseThrow();
      }
    }
  }

  private static JsonNode first(String file, String part) throws IOException {
    return first(file, part, node -> true);
  }

  /** The first recorded message with that text: what follows the time of receipt. */
  private static JsonNode first(String file, String part, Predicate<JsonNode> wanted)
      throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(RECORDINGS.resolve(file))),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int colon = line.indexOf(": ");
        if (line.contains(part) && !line.contains("<-") && !line.startsWith("configuration")) {
          Optional<JsonNode> node = JsonWriter.read(line.substring(colon + 2)).filter(wanted);
          if (node.isPresent()) {
            return node.get();
          }
        }
      }
    }
    throw new IllegalStateException("no " + part + " in " + file);
  }
}
