package io.candlelake.exchanges.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.Exchanges;
import io.candlelake.exchanges.StreamPort.Channel;
import io.candlelake.exchanges.spool.SpoolLines;
import io.candlelake.exchanges.stream.LimitedExchanges;
import io.candlelake.exchanges.stream.LimitedServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Forty pairs and one that the exchange refuses, over WebSockets that keep the exchange's limits
 * and say what no client knows: every trade arrives once, nothing is connected twice.
 */
class ManyPairsTest {
  private static final int PAIRS = 40;
  private static final int TRADES = 3;
  private static final Pair REFUSED = new Pair("BAD", "USD");
  private static final Set<Channel> CHANNELS =
      EnumSet.of(Channel.TRADES, Channel.TICKER, Channel.CANDLES);
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2024-08-08T12:00:01Z"));

  private final List<String> spool = Collections.synchronizedList(new ArrayList<>());
  private final StreamMeters meters = new StreamMeters(CLOCK);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "binance  | 2 | binance event newEvent | no trade came",
        "kraken   | 1 | kraken channel new     | trades refused: Currency pair not supported",
        "coinbase | 1 | coinbase type rfq_match | trades refused: Failed to subscribe: BAD-USD is",
        "bitstamp | 1 | bitstamp event new     | trades refused: Bad subscription string.",
        "bitfinex | 6 | bitfinex message zz    | trades refused: symbol: invalid (code 10300)",
        "bybit    | 1 | bybit topic new        | trades refused: Invalid symbol :[publicTrade.BADUSD"
      })
  void everyTradeArrivesOnce(String name, int connections, String unknown, String refusal) {
    List<Pair> pairs =
        IntStream.range(0, PAIRS)
            .mapToObj(i -> new Pair("COIN%02d".formatted(i), "USD"))
            .collect(Collectors.toCollection(ArrayList::new));
    List<Pair> asked = new ArrayList<>(pairs);
    asked.add(PAIRS / 2, REFUSED);
    try (LimitedServer server = LimitedExchanges.named(name);
        Exchange exchange =
            Exchanges.named(name)
                .orElseThrow()
                .open(
                    new ExchangeSettings(Optional.of(server.address()), Optional.empty()), CLOCK);
        Collector collector = collector(exchange, asked)) {
      until(server, collector, () -> server.tradeSubscriptions() == PAIRS);
      for (int id = 1; id <= TRADES; id++) {
        for (Pair pair : pairs) {
          server.trade(streamSymbol(exchange, pair), id);
        }
      }
      until(server, collector, () -> trades().count() >= PAIRS * TRADES);
      until(server, collector, () -> name.equals("binance") || events("refused_subscription") > 0);
      assertThat(server.connections()).isEqualTo(connections);
      collector.close();
      assertThat(trades().map(trade -> trade.path("pair").asText() + trade.path("id").asText()))
          .doesNotHaveDuplicates()
          .hasSize(PAIRS * TRADES);
      assertThat(events("connected")).isEqualTo(connections);
      assertThat(events("disconnected")).as("when it was closed").isEqualTo(connections);
      assertThat(events("gap")).isZero();
      assertThat(meters.unknownLine().orElseThrow())
          .contains(unknown + " (" + PAIRS * TRADES + ")");
      assertThat(events("unknown_message")).as("told once a kind").isBetween(1L, 2L);
      assertThat(collector.failures())
          .anySatisfy(line -> assertThat(line).startsWith(name + " BAD-USD: " + refusal))
          .allSatisfy(line -> assertThat(line).startsWith(name + " BAD-USD: "));
    }
  }

  /** Kraken streams under other names than it lists. */
  private static String streamSymbol(Exchange exchange, Pair pair) {
    return exchange.name().equals("kraken")
        ? pair.base() + "/" + pair.quote()
        : exchange.symbol(pair);
  }

  private static void until(LimitedServer server, Collector collector, BooleanSupplier done) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it never came to be").isLessThan(deadline);
      collector.look();
      server.awaitMessage(done);
    }
  }

  private Collector collector(Exchange exchange, List<Pair> pairs) {
    StreamSettings settings =
        new StreamSettings(CHANNELS, Duration.ofHours(1), 5, Duration.ofSeconds(5));
    return new Collector(
        exchange, pairs, settings, new KnownTrades(), spool::add, CLOCK, Runnable::run, meters);
  }

  private Stream<JsonNode> trades() {
    return messages("trade");
  }

  private long events(String event) {
    return messages("event").filter(line -> line.path("event").asText().equals(event)).count();
  }

  private Stream<JsonNode> messages(String kind) {
    return List.copyOf(spool).stream()
        .map(line -> SpoolLines.read(line).orElseThrow())
        .filter(message -> message.path("kind").asText().equals(kind));
  }
}
