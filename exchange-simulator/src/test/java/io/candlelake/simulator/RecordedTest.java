package io.candlelake.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.simulator.market.FrameMarket;
import io.candlelake.simulator.market.RecordedCandles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecordedTest {
  private static final Path ROOT = Path.of(System.getProperty("candlelake.root", ".."));

  private static final Path FIXTURES = ROOT.resolve("fixtures");
  private static final Path OUTSIDE =
      Path.of(System.getProperty("candlelake.data", ROOT.resolve("../shared/data").toString()));

  /** The cuts in the repository; and whole recordings, where they are present. */
  private static Stream<Arguments> present(Arguments cut, Arguments whole) {
    return Files.exists((Path) whole.get()[0]) ? Stream.of(cut, whole) : Stream.of(cut);
  }

  static Stream<Arguments> candleFolders() {
    String folder = "candles_5m_binance_spot_2024_mit";
    return present(
        Arguments.of(FIXTURES.resolve(folder), 1_152),
        Arguments.of(OUTSIDE.resolve(folder), 5_000));
  }

  static Stream<Arguments> frameFiles() {
    String folder = "l2_trades_raw_ws_binance/";
    return present(
        Arguments.of(FIXTURES.resolve(folder + "spot_btcusdt_20240808_cut.gz"), 297),
        Arguments.of(OUTSIDE.resolve(folder + "spot_btcusdt_20240808.gz"), 9_757));
  }

  private static List<String> lines(Path file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("candleFolders")
  void candlesOfAFolderAreServedAsTheyWereRecorded(Path folder, int candles) throws IOException {
    TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    try (Simulator simulator =
        Simulator.start(
            SimulatorSettings.of(RecordedCandles.market(folder, 1), clock).unlimited())) {
      Client client = new Client(simulator.address());
      for (String symbol : List.of("BTCUSDT", "PEPEUSDT")) {
        List<String> file = lines(folder.resolve(symbol + ".csv.gz"));
        List<String> served = new ArrayList<>();
        long from = 0;
        while (served.size() < candles) {
          JsonNode page =
              client.json(
                  "/api/v3/klines?symbol=%s&interval=5m&limit=1000&startTime=%d"
                      .formatted(symbol, from));
          for (JsonNode row : page) {
            StringBuilder line = new StringBuilder(row.get(0).asText());
            for (int i = 1; i <= 5; i++) {
              line.append(',').append(plain(row.get(i).asText()));
            }
            served.add(line.toString());
            from = row.get(0).asLong() + 1;
          }
        }
        for (int i = 0; i < candles; i++) {
          String[] cells = file.get(i + 1).split(",", -1);
          String expected = cells[0];
          for (int c = 1; c <= 5; c++) {
            expected += "," + plain(cells[c]);
          }
          assertThat(served.get(i)).isEqualTo(expected);
        }
        JsonNode hour =
            client
                .json("/api/v3/klines?symbol=" + symbol + "&interval=1h&limit=1&startTime=0")
                .get(0);
        assertThat(plain(hour.get(5).asText()))
            .isEqualTo(
                file.subList(1, 13).stream()
                    .map(line -> new BigDecimal(line.split(",", -1)[5]))
                    .reduce(BigDecimal.ZERO, BigDecimal::add)
                    .stripTrailingZeros()
                    .toPlainString());
      }
    }
  }

  private static String plain(String number) {
    return new BigDecimal(number).stripTrailingZeros().toPlainString();
  }

  @ParameterizedTest
  @MethodSource("frameFiles")
  void rawFramesAreReplayedWithTheirNumbers(Path file, int tradesInside) throws IOException {
    FrameMarket market = FrameMarket.read(file, "BTC-USDT");
    TestClock clock = new TestClock(market.start().minusMillis(1));
    List<Long> trades = new ArrayList<>();
    List<JsonNode> depth = new ArrayList<>();
    for (String line : lines(file)) {
      JsonNode frame = JsonWriter.read(line.substring(line.indexOf(' ') + 1)).orElseThrow();
      if (frame.path("stream").asText().equals("btcusdt@trade")) {
        trades.add(frame.get("data").get("t").asLong());
      } else if (frame.path("stream").asText().startsWith("btcusdt@depth")) {
        depth.add(frame.get("data"));
      }
    }
    assertThat(trades).hasSize(tradesInside);
    try (Simulator simulator = Simulator.start(SimulatorSettings.of(market, clock).unlimited())) {
      Client client = new Client(simulator.address());
      try (Client.Stream stream =
          client.stream("/stream?streams=btcusdt@depth@100ms/btcusdt@trade")) {
        stream.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"params\":[],\"id\":1}");
        stream.next(1, m -> m.has("id"));
        clock.advance(Duration.between(market.start(), market.end()).plusSeconds(10));
        List<Long> toldTrades = new ArrayList<>();
        List<JsonNode> toldDepth = new ArrayList<>();
        while (toldTrades.size() < trades.size() || toldDepth.size() < depth.size()) {
          JsonNode message = stream.json();
          if (message.path("stream").asText().endsWith("@trade")) {
            toldTrades.add(message.get("data").get("t").asLong());
          } else {
            toldDepth.add(message.get("data"));
          }
        }
        assertThat(toldTrades).isEqualTo(trades);
        assertThat(toldDepth).isEqualTo(depth);
      }
      TreeMap<BigDecimal, BigDecimal> bids = new TreeMap<>(Comparator.reverseOrder());
      JsonNode book = client.json("/api/v3/depth?symbol=BTCUSDT&limit=5000");
      book.get("bids").forEach(l -> bids.put(new BigDecimal(l.get(0).asText()), BigDecimal.ONE));
      assertThat(bids.firstKey())
          .isLessThan(new BigDecimal(book.get("asks").get(0).get(0).asText()));
      assertThat(book.get("lastUpdateId").asLong())
          .isEqualTo(depth.get(depth.size() - 1).get("u").asLong());
    }
  }
}
