package io.candlelake.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.SeededSettings;
import io.candlelake.simulator.market.SimulatedPair;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String TIME = "/api/v3/time";
  private static final String KLINES = "/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=5";

  private final TestClock clock = new TestClock(Instant.parse("2026-01-01T02:00:30Z"));
  private Simulator simulator;
  private Client client;

  @BeforeEach
  void start() {
    SeededSettings seeded =
        SeededSettings.clean(SimulatedPair.first(2), 7, START, Duration.ofMinutes(1));
    simulator = Simulator.start(SimulatorSettings.of(BarMarket.seeded(seeded), clock).unlimited());
    client = new Client(simulator.address());
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void refusalsWithAndWithoutAWordWhenToComeAgain() throws IOException {
    simulator.inject(
        Fault.next(Fault.Kind.RATE_LIMITED).after(1).retryAfter(Duration.ofSeconds(7)));
    simulator.inject(Fault.next(Fault.Kind.RATE_LIMITED).after(1));
    simulator.inject(Fault.next(Fault.Kind.BANNED).after(1));
    simulator.inject(Fault.next(Fault.Kind.RATE_LIMITED_HTML).after(1));
    List<HttpResponse<String>> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      answers.add(client.get(TIME));
    }
    assertThat(answers).extracting(HttpResponse::statusCode).contains(429, 418).startsWith(200);
    assertThat(answers.get(1).headers().firstValue("Retry-After")).hasValue("7");
    assertThat(answers.stream().filter(a -> a.statusCode() == 429).skip(1))
        .allSatisfy(a -> assertThat(a.headers().firstValue("Retry-After")).isEmpty());
    assertThat(answers.stream().filter(a -> a.body().startsWith("<html>"))).hasSize(1);
    assertThat(simulator.ledger().injectedCounts())
        .isEqualTo(Map.of("rate-limited", 2L, "banned", 1L, "rate-limited-html", 1L));
  }

  @Test
  void brokenAnswers() throws IOException {
    simulator.inject(Fault.next(Fault.Kind.SERVER_ERROR));
    assertThat(client.get(TIME).statusCode()).isEqualTo(503);
    simulator.inject(Fault.next(Fault.Kind.HTML_ERROR));
    assertThat(client.get(TIME).body()).contains("502 Bad Gateway");
    simulator.inject(Fault.next(Fault.Kind.EMPTY));
    HttpResponse<String> empty = client.get(TIME);
    assertThat(empty.statusCode()).isEqualTo(200);
    assertThat(empty.body()).isEmpty();
    simulator.inject(Fault.next(Fault.Kind.MALFORMED));
    assertThat(JsonWriter.read(client.get(KLINES).body())).isEmpty();
    simulator.inject(Fault.next(Fault.Kind.TRUNCATED));
    assertThatThrownBy(() -> client.get(KLINES)).isInstanceOf(IOException.class);
    simulator.inject(Fault.next(Fault.Kind.RESET).times(5));
    assertThatThrownBy(() -> client.get(KLINES)).isInstanceOf(IOException.class);
  }

  @Test
  void silenceIsNoAnswerAtAll() {
    simulator.inject(Fault.next(Fault.Kind.SILENCE));
    assertThatThrownBy(() -> client.get(TIME, Duration.ofSeconds(2)))
        .isInstanceOf(HttpTimeoutException.class);
    assertThat(client.json(TIME).has("serverTime")).isTrue();
  }

  @Test
  void rowsTwiceAndOutOfOrder() {
    JsonNode plain = client.json(KLINES);
    simulator.inject(Fault.next(Fault.Kind.DUPLICATE_ROWS).at("/api/v3/klines"));
    JsonNode twice = client.json(KLINES);
    assertThat(twice).hasSize(6);
    assertThat(twice.get(0)).isEqualTo(twice.get(1)).isEqualTo(plain.get(0));
    simulator.inject(Fault.next(Fault.Kind.ROWS_OUT_OF_ORDER).on("binance"));
    assertThat(client.json(KLINES).get(4)).isEqualTo(plain.get(0));
    assertThat(client.json(KLINES)).isEqualTo(plain);
  }

  @Test
  void theClockIsAhead() {
    Instant until = clock.instant().plusSeconds(1);
    simulator.inject(
        Fault.next(Fault.Kind.CLOCK_SKEW)
            .lasting(Duration.ofSeconds(90))
            .between(Instant.MIN, until));
    assertThat(client.json(TIME).get("serverTime").asLong())
        .isEqualTo(clock.instant().plusSeconds(90).toEpochMilli());
    clock.advance(Duration.ofSeconds(2));
    assertThat(client.json(TIME).get("serverTime").asLong())
        .isEqualTo(clock.instant().toEpochMilli());
  }

  @Test
  void aCandleComesLateAndIsCorrectedLater() {
    JsonNode truth = client.json(KLINES);
    simulator.inject(Fault.next(Fault.Kind.UNCORRECTED_CANDLES).lasting(Duration.ofMinutes(2)));
    JsonNode wrong = client.json(KLINES);
    assertThat(wrong.get(3)).isNotEqualTo(truth.get(3));
    assertThat(wrong.get(3).get(0)).isEqualTo(truth.get(3).get(0));
    assertThat(wrong.get(1)).isEqualTo(truth.get(1));
    clock.advance(Duration.ofMinutes(3));
    String path = KLINES + "&startTime=" + truth.get(0).get(0).asLong();
    assertThat(client.json(path).get(3)).isEqualTo(truth.get(3));
    simulator.inject(Fault.next(Fault.Kind.LATE_CANDLES).lasting(Duration.ofSeconds(45)));
    assertThat(client.json(KLINES)).hasSize(4);
  }

  @Test
  void aScriptOnlyHitsWhatItNames() throws IOException {
    simulator.inject(Fault.next(Fault.Kind.SERVER_ERROR).on("kraken").times(2));
    assertThat(client.get(TIME).statusCode()).isEqualTo(200);
    assertThat(client.get("/0/public/Time").statusCode()).isEqualTo(503);
    List<Integer> statuses = new ArrayList<>();
    simulator.inject(Fault.next(Fault.Kind.SERVER_ERROR).on("binance").randomly(0.3, 5));
    for (int i = 0; i < 100; i++) {
      statuses.add(client.get(TIME).statusCode());
    }
    assertThat(statuses.stream().filter(s -> s == 503).count()).isBetween(15L, 45L);
  }

  @Test
  void theScriptIsReadFromJson() {
    List<Fault> faults =
        FaultFile.parse(
            """
            [{"fault": "rate-limited", "exchange": "binance", "at": "/api/v3/klines", "after": 3,
              "times": 2, "retry_after": 5},
             {"fault": "stream-silence", "length": 12.5, "probability": 0.1, "seed": 9}]""");
    assertThat(faults.get(0))
        .isEqualTo(
            Fault.next(Fault.Kind.RATE_LIMITED)
                .on("binance")
                .at("/api/v3/klines")
                .after(3)
                .times(2)
                .retryAfter(Duration.ofSeconds(5)));
    assertThat(faults.get(1))
        .isEqualTo(
            Fault.next(Fault.Kind.STREAM_SILENCE)
                .randomly(0.1, 9)
                .lasting(Duration.ofMillis(12_500)));
    assertThatThrownBy(() -> FaultFile.parse("[{\"fault\":\"rate-limited\",\"tmies\":2}]"))
        .hasMessage("no key tmies in a fault");
    assertThatThrownBy(() -> FaultFile.parse("[{\"fault\":\"boom\"}]"))
        .hasMessageStartingWith("no fault boom; known: rate-limited, ");
  }

  /** Ids of the trades that a stream brings in two seconds of market time. */
  private List<Long> ids(Fault fault, int count) {
    simulator.inject(fault);
    try (Client.Stream stream = client.stream("/ws/btcusdt@trade")) {
      stream.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"params\":[],\"id\":1}");
      stream.next(1, m -> m.has("id"));
      clock.advance(Duration.ofMinutes(1));
      List<Long> ids = new ArrayList<>();
      stream.next(count, m -> m.has("t")).forEach(m -> ids.add(m.get("t").asLong()));
      return ids;
    }
  }

  @Test
  void aTradeIsMissedTwiceOrLate() {
    List<Long> missed = ids(Fault.next(Fault.Kind.STREAM_TRADE_MISSED).after(2), 4);
    assertThat(missed.get(2)).isEqualTo(missed.get(1) + 2);
    List<Long> twice = ids(Fault.next(Fault.Kind.STREAM_DUPLICATE).after(2), 5);
    assertThat(twice.get(3)).isEqualTo(twice.get(2));
    assertThat(twice.get(4)).isEqualTo(twice.get(2) + 1);
    List<Long> late = ids(Fault.next(Fault.Kind.STREAM_OUT_OF_ORDER).after(2), 5);
    assertThat(late.get(2)).isEqualTo(late.get(1) + 2);
    assertThat(late.get(3)).isEqualTo(late.get(1) + 1);
    assertThat(late.get(4)).isEqualTo(late.get(1) + 3);
  }

  @Test
  void aStreamEndsOrFallsSilentOrIsCut() {
    simulator.inject(Fault.next(Fault.Kind.STREAM_SILENCE).after(1).lasting(Duration.ofSeconds(5)));
    try (Client.Stream stream = client.stream("/ws/btcusdt@bookTicker")) {
      stream.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"params\":[],\"id\":1}");
      stream.next(1, m -> m.has("id"));
      clock.advance(Duration.ofSeconds(1));
      long first = stream.next(1, m -> m.has("u")).get(0).get("u").asLong();
      stream.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"params\":[],\"id\":2}");
      clock.advance(Duration.ofSeconds(6));
      stream.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"params\":[],\"id\":3}");
      stream.next(1, m -> m.path("id").asInt() == 3);
      clock.advance(Duration.ofSeconds(1));
      long next = stream.next(1, m -> m.has("u")).get(0).get("u").asLong();
      assertThat(next - first).isGreaterThan(16);
      simulator.inject(Fault.next(Fault.Kind.STREAM_MALFORMED));
      clock.advance(Duration.ofSeconds(1));
      String text = stream.text();
      while (JsonWriter.read(text).isPresent()) {
        text = stream.text();
      }
      assertThat(text).startsWith("{\"u\":");
      simulator.inject(Fault.next(Fault.Kind.STREAM_DISCONNECT));
      clock.advance(Duration.ofSeconds(1));
      while (!stream.text().isEmpty()) {
        // What was under way.
      }
    }
    assertThat(simulator.ledger().injectedCounts())
        .containsEntry("stream-silence", 1L)
        .containsEntry("stream-disconnect", 1L);
  }

  @Test
  void aChangeOfTheBookIsMissing() {
    simulator.inject(Fault.next(Fault.Kind.STREAM_BOOK_GAP).after(3).at("btcusdt@depth"));
    try (Client.Stream stream = client.stream("/ws/btcusdt@depth@100ms")) {
      stream.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"params\":[],\"id\":1}");
      stream.next(1, m -> m.has("id"));
      clock.advance(Duration.ofSeconds(1));
      List<JsonNode> changes = stream.next(6, m -> m.has("U"));
      List<Integer> breaks = new ArrayList<>();
      for (int i = 1; i < changes.size(); i++) {
        if (changes.get(i).get("U").asLong() != changes.get(i - 1).get("u").asLong() + 1) {
          breaks.add(i);
        }
      }
      assertThat(breaks).containsExactly(3);
    }
  }
}
