package io.candlelake.exchanges;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.StreamPort.Channel;
import io.candlelake.exchanges.StreamPort.Connection;
import io.candlelake.exchanges.stream.RecordingListener;
import io.candlelake.simulator.Fault;
import io.candlelake.simulator.Simulator;
import io.candlelake.simulator.SimulatorSettings;
import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.SeededSettings;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real clients against the simulator, which speaks each exchange's protocol and misbehaves. */
class StreamsOnSimulatorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final int SPEED = 20;
  private static final List<Pair> PAIRS = List.of(new Pair("BTC", "USDT"), new Pair("ETH", "USDT"));

  private final long begun = System.nanoTime();
  private final InstantSource clock =
      () -> START.plus(Duration.ofHours(1)).plusNanos((System.nanoTime() - begun) * SPEED);
  private final Simulator simulator =
      Simulator.start(
          SimulatorSettings.of(
                  BarMarket.seeded(
                      SeededSettings.clean(SimulatedPair.first(2), 42, START, Duration.ofMinutes(1))
                          .withTradesPerSecond(10)),
                  clock)
              .unlimited());
  private final RecordingListener told = new RecordingListener();

  @AfterEach
  void stop() {
    simulator.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"binance", "kraken", "coinbase", "bitstamp"})
  void tradesAndBooksArriveWholeAndInOrder(String name) {
    try (Exchange exchange = exchange(name)) {
      StreamPort stream = exchange.stream().orElseThrow();
      try (Connection open = stream.open(PAIRS, stream.channels(), told)) {
        await(() -> trades("ETH").size() > 300 && trades("BTC").size() > 300 && books() > 100);
        assertThat(open).isNotNull();
      }
    }
    for (String base : List.of("BTC", "ETH")) {
      List<ExchangeTrade> trades = trades(base);
      long first = Long.parseLong(trades.get(0).id());
      List<Trade> sent =
          simulator.ledger().trades(base + "-USDT", first, first + trades.size() - 1);
      for (int i = 0; i < trades.size(); i++) {
        assertThat(trades.get(i).id()).isEqualTo(String.valueOf(sent.get(i).id()));
        assertThat(trades.get(i).price()).isEqualByComparingTo(sent.get(i).price());
        assertThat(trades.get(i).amount()).isEqualByComparingTo(sent.get(i).amount());
        assertThat(trades.get(i).takerSide().orElseThrow().name())
            .isEqualTo(sent.get(i).taker().name());
        assertThat(Duration.between(trades.get(i).time(), sent.get(i).time()).abs())
            .isLessThan(Duration.ofMillis(1));
      }
    }
    assertThat(told.all(RecordingListener.Malformed.class)).isEmpty();
    assertThat(told.all(RecordingListener.Gap.class)).isEmpty();
    assertThat(told.all(RecordingListener.Disconnected.class)).hasSize(1);
  }

  /**
   * Kraken shows it by a checksum of the ten best levels, so that a few changes must go missing.
   */
  @ParameterizedTest
  @CsvSource({"binance, 1", "kraken, 30"})
  void missingBookChangesAreToldAndTheBookComesBack(String name, int changes) {
    try (Exchange exchange = exchange(name);
        Connection open =
            exchange.stream().orElseThrow().open(PAIRS, Set.of(Channel.ORDER_BOOK), told)) {
      await(() -> books() > 20);
      for (int i = 0; i < changes; i++) {
        simulator.inject(Fault.next(Fault.Kind.STREAM_BOOK_GAP));
      }
      await(() -> !told.all(RecordingListener.Gap.class).isEmpty());
      Pair broken = told.all(RecordingListener.Gap.class).get(0).pair();
      long before = books(broken);
      await(() -> books(broken) > before + 20);
      assertThat(told.all(RecordingListener.Gap.class)).hasSizeLessThanOrEqualTo(changes);
      assertThat(told.all(RecordingListener.Disconnected.class)).isEmpty();
      assertThat(open).isNotNull();
    }
  }

  @Test
  void aCutMessageIsToldAndTradesGoOn() {
    try (Exchange exchange = exchange("binance");
        Connection open =
            exchange.stream().orElseThrow().open(PAIRS, Set.of(Channel.TRADES), told)) {
      await(() -> trades("BTC").size() > 20);
      simulator.inject(Fault.next(Fault.Kind.STREAM_MALFORMED));
      await(() -> told.all(RecordingListener.Malformed.class).size() == 1);
      int before = trades("BTC").size();
      await(() -> trades("BTC").size() > before + 20);
      assertThat(told.all(RecordingListener.Disconnected.class)).isEmpty();
      assertThat(open).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"binance", "kraken", "coinbase", "bitstamp"})
  void anEndIsToldOnce(String name) {
    try (Exchange exchange = exchange(name);
        Connection open =
            exchange.stream().orElseThrow().open(PAIRS, Set.of(Channel.TRADES), told)) {
      await(() -> trades("BTC").size() > 20);
      simulator.inject(Fault.next(Fault.Kind.STREAM_DISCONNECT));
      await(() -> !told.all(RecordingListener.Disconnected.class).isEmpty());
      assertThat(open).isNotNull();
    }
    assertThat(told.all(RecordingListener.Disconnected.class))
        .containsExactly(new RecordingListener.Disconnected("closed by the exchange"));
  }

  @Test
  void silenceCanBeHeard() {
    try (Exchange exchange = exchange("binance");
        Connection open =
            exchange.stream().orElseThrow().open(PAIRS, Set.of(Channel.TRADES), told)) {
      await(() -> told.messages.get() > 20);
      simulator.inject(Fault.next(Fault.Kind.STREAM_SILENCE));
      await(() -> simulator.ledger().injectedCounts().containsKey("stream-silence"));
      await(() -> !told.hearsWithin(Duration.ofMillis(100))); // what was on its way
      assertThat(told.hearsWithin(Duration.ofMillis(500)))
          .as("ten seconds of the exchange's time")
          .isFalse();
      assertThat(told.all(RecordingListener.Disconnected.class)).isEmpty();
      assertThat(open).isNotNull();
    }
  }

  private Exchange exchange(String name) {
    ExchangeSettings settings =
        new ExchangeSettings(Optional.of(simulator.address()), Optional.empty());
    return Exchanges.named(name).orElseThrow().exchange().apply(settings, clock);
  }

  private List<ExchangeTrade> trades(String base) {
    return told.all(RecordingListener.Traded.class).stream()
        .filter(traded -> traded.pair().base().equals(base))
        .map(RecordingListener.Traded::trade)
        .toList();
  }

  private long books() {
    return told.all(RecordingListener.Booked.class).size();
  }

  private long books(Pair pair) {
    return told.all(RecordingListener.Booked.class).stream()
        .filter(booked -> booked.pair().equals(pair))
        .count();
  }

  private void await(BooleanSupplier come) {
    assertThat(told.await(come, PATIENCE))
        .as(
            () ->
                "never came; malformed %s, gaps %s, ends %s"
                    .formatted(
                        told.all(RecordingListener.Malformed.class),
                        told.all(RecordingListener.Gap.class),
                        told.all(RecordingListener.Disconnected.class)))
        .isTrue();
  }
}
