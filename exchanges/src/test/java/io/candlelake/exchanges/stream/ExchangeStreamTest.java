package io.candlelake.exchanges.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.BookPort;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.StreamListener;
import io.candlelake.exchanges.StreamPort;
import io.candlelake.exchanges.StreamPort.Channel;
import io.candlelake.exchanges.StreamPort.Connection;
import io.candlelake.exchanges.binance.BinanceStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Binance's stream over a real WebSocket whose other end misbehaves. */
class ExchangeStreamTest {
  private static final Pair BTC_USDT = new Pair("BTC", "USDT");
  private static final Pair ETH_USDT = new Pair("ETH", "USDT");
  private static final Instant NOW = Instant.parse("2024-08-08T12:00:00Z");
  private static final String TRADE =
      """
      {"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":%d,\
      "p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}""";

  private final FrameServer server = new FrameServer();
  private final RecordingListener told = new RecordingListener();
  private final BookPort noBooks =
      new BookPort(
          1,
          (pair, depth) -> {
            throw new IllegalStateException("this test requests no order book");
          });

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void asksForEveryPairAndChannelInItsAddress() throws InterruptedException {
    StreamPort stream = stream(server.address());
    assertThat(stream.channels()).isEqualTo(EnumSet.allOf(Channel.class));
    try (Connection open =
        stream.open(List.of(BTC_USDT, ETH_USDT), Set.of(Channel.TRADES, Channel.CANDLES), told)) {
      assertThat(open).isNotNull();
      assertThat(server.client().path())
          .isEqualTo(
              "/stream?streams=btcusdt@trade/btcusdt@kline_1m/ethusdt@trade/ethusdt@kline_1m");
    }
  }

  @Test
  void aBadMessageIsToldAndTheNextOneIsRead() throws InterruptedException {
    try (Connection open = trades()) {
      FrameServer.Client client = server.client();
      client.say(TRADE.formatted(1));
      client.say("{\"stream\":\"btcusdt@trade\",\"data\":{\"s\":\"BTCUSDT\",\"t\":2,");
      client.say(TRADE.formatted(3).replace("0.02000000", "much"));
      client.say(TRADE.formatted(4).replace("\"stream\"", "\"str\""));
      client.say(TRADE.formatted(5).replace("BTCUSDT", "XYZUSDT"));
      client.say("{}");
      client.say(TRADE.formatted(6));
      assertThat(told.next()).isEqualTo(trade("1"));
      assertThat(((RecordingListener.Malformed) told.next()).reason()).startsWith("not JSON: ");
      assertThat(told.next())
          .isEqualTo(
              new RecordingListener.Malformed(
                  "BTCUSDT",
                  TRADE.formatted(3).replace("0.02000000", "much"),
                  "q is not a decimal: \"much\""));
      assertThat(((RecordingListener.Malformed) told.next()).reason()).isEqualTo("no field stream");
      assertThat(told.next())
          .isEqualTo(new RecordingListener.Unknown("of a pair that was not asked for"));
      assertThat(told.next()).isEqualTo(new RecordingListener.Unknown("without an event"));
      assertThat(told.next()).isEqualTo(trade("6"));
      assertThat(told.messages).as("every message is heard of").hasValue(7);
      assertThat(open).isNotNull();
    }
  }

  /** Coinbase tells such a time of a book now and then; any exchange might. */
  @Test
  void aTimeThatCannotBeBecomesThatOfReceipt() throws InterruptedException {
    try (Connection open = trades()) {
      FrameServer.Client client = server.client();
      String year1 = String.valueOf(Instant.parse("0001-01-01T00:00:00Z").toEpochMilli());
      String year3000 = String.valueOf(Instant.parse("3000-01-01T00:00:00Z").toEpochMilli());
      for (String impossible : List.of(year1, "0", year3000)) {
        client.say(TRADE.formatted(1).replace("1723161255342", impossible));
        assertThat(told.next()).isInstanceOf(RecordingListener.ImpossibleTime.class);
        assertThat(((RecordingListener.Traded) told.next()).trade().time()).isEqualTo(NOW);
      }
      assertThat(open).isNotNull();
    }
  }

  /** developers.binance.com: sent when the server is about to be shut down. */
  @Test
  void aShutdownNoticeEndsNothing() throws InterruptedException {
    try (Connection open = trades()) {
      FrameServer.Client client = server.client();
      client.say("{\"e\":\"serverShutdown\",\"E\":1770123456789}");
      client.say("{\"stream\":\"x\",\"data\":{\"e\":\"serverShutdown\",\"E\":1770123456789}}");
      client.say(TRADE.formatted(1));
      assertThat(told.next()).isEqualTo(new RecordingListener.Unknown("event serverShutdown"));
      assertThat(told.next()).isEqualTo(new RecordingListener.Unknown("event serverShutdown"));
      assertThat(told.next()).isEqualTo(trade("1"));
      assertThat(open).isNotNull();
    }
  }

  @Test
  void pairsAreSpreadByTheLengthOfTheAddress() {
    List<Pair> pairs =
        java.util.stream.IntStream.range(0, 200)
            .mapToObj(i -> new Pair("COIN" + i, "USDT"))
            .toList();
    List<List<Pair>> spread =
        stream(server.address()).connections(pairs, EnumSet.allOf(Channel.class));
    assertThat(spread.stream().flatMap(List::stream)).containsExactlyElementsOf(pairs);
    assertThat(spread).hasSizeGreaterThan(5).allMatch(some -> some.size() * 4 * 14 < 2_000);
  }

  @Test
  void anEndByTheExchangeIsToldOnceAndAnotherStreamCanBeOpened() throws InterruptedException {
    Connection first = trades();
    server.client().drop();
    assertThat(told.next()).isEqualTo(new RecordingListener.Disconnected("closed by the exchange"));
    first.close();
    try (Connection second = trades()) {
      server.client().say(TRADE.formatted(7));
      assertThat(told.next()).isEqualTo(trade("7"));
      assertThat(second).isNotNull();
    }
    assertThat(told.next()).isEqualTo(new RecordingListener.Disconnected("closed by us"));
    assertThat(told.entries).isEmpty();
  }

  @Test
  void aListenerThatFailsEndsTheStream() throws InterruptedException {
    StreamListener full = new FullDisk(told);
    try (Connection open =
        stream(server.address()).open(List.of(BTC_USDT), Set.of(Channel.TRADES), full)) {
      server.client().say(TRADE.formatted(1));
      assertThat(told.next())
          .isEqualTo(new RecordingListener.Disconnected("not taken: no space left"));
      assertThat(open).isNotNull();
    }
  }

  @Test
  void nobodyThereIsAFailureThatMayGoAway() throws IOException {
    URI nobody;
    try (ServerSocket free = new ServerSocket(0)) {
      nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
    assertThatThrownBy(() -> stream(nobody).open(List.of(BTC_USDT), Set.of(Channel.TRADES), told))
        .isInstanceOf(ExchangeFailure.class)
        .hasMessageContaining("binance: stream of [BTC-USDT] at ws://127.0.0.1:")
        .hasMessageContaining("onnection refused")
        .extracting(failure -> ((ExchangeFailure) failure).kind())
        .isEqualTo(ExchangeFailure.Kind.TRANSIENT);
    assertThat(told.entries).isEmpty();
  }

  @Test
  void anExchangeThatTurnsUsAwayIsUnderstood() throws IOException {
    ExchangeFailure closed = refusedWith("");
    assertThat(closed.kind()).isEqualTo(ExchangeFailure.Kind.TRANSIENT);
    assertThat(closed).hasMessageContaining("closed before the handshake");
    ExchangeFailure limited =
        refusedWith(
            "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
    assertThat(limited.kind()).isEqualTo(ExchangeFailure.Kind.RATE_LIMITED);
    assertThat(limited.retryAfter()).contains(Duration.ofSeconds(7));
    ExchangeFailure unknown = refusedWith("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    assertThat(unknown.kind()).isEqualTo(ExchangeFailure.Kind.PERMANENT);
    assertThat(told.entries).as("never connected, never disconnected").isEmpty();
  }

  /** What comes of an exchange that answers the handshake so and hangs up. */
  private ExchangeFailure refusedWith(String answer) throws IOException {
    try (ServerSocket door = new ServerSocket(0)) {
      Thread guard =
          new Thread(
              () -> {
                try (Socket caller = door.accept()) {
                  caller.getInputStream().read(new byte[4_096]);
                  caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      guard.start();
      StreamPort stream = stream(URI.create("http://127.0.0.1:" + door.getLocalPort()));
      return catchThrowableOfType(
          ExchangeFailure.class,
          () -> stream.open(List.of(BTC_USDT), Set.of(Channel.TRADES), told));
    }
  }

  private Connection trades() {
    return stream(server.address()).open(List.of(BTC_USDT), Set.of(Channel.TRADES), told);
  }

  private StreamPort stream(URI address) {
    return new ExchangeStream(
        BinanceStream.dialect(noBooks),
        new ExchangeSettings(Optional.of(address), Optional.empty()),
        InstantSource.fixed(NOW));
  }

  private static RecordingListener.Traded trade(String id) {
    return new RecordingListener.Traded(
        BTC_USDT,
        new ExchangeTrade(
            id,
            Instant.ofEpochMilli(1723161255342L),
            new BigDecimal("61837.63000000"),
            new BigDecimal("0.02000000"),
            Optional.of(ExchangeTrade.Side.SELL)));
  }
}
