package io.candlelake.exchanges.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.StreamPort.Channel;
import io.candlelake.exchanges.spool.SpoolLines;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A collector against an exchange in memory: no trade is lost, whatever happens. */
class CollectorTest {
  private static final Pair BTC = new Pair("BTC", "USDT");
  private static final Pair ETH = new Pair("ETH", "USDT");
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

  private final List<String> spool = new ArrayList<>();
  private Instant now = START;
  private final StreamMeters meters = new StreamMeters(() -> now);

  @Test
  void aJumpOfIdsIsWrittenDownBeforeTheTradeAndClosedByRest() {
    FakeExchange exchange = new FakeExchange(true, START);
    Collector collector = collector(exchange, new KnownTrades());
    collector.look();
    exchange.trade(BTC);
    for (int i = 0; i < 5; i++) {
      exchange.missedTrade(BTC);
    }
    exchange.trade(BTC);
    assertThat(events()).containsExactly("connected", "gap");
    assertThat(kinds()).containsExactly("event", "trade", "event", "trade");
    collector.look();
    assertThat(ids(BTC)).containsAll(exchange.ids(BTC));
    assertThat(events()).containsExactly("connected", "gap", "backfilled");
    assertThat(collector.whole()).isTrue();
    assertThat(meters.gapsClosed()).isEqualTo(1);
  }

  @Test
  void aGapOfTheLastMomentIsFetchedAtTheEnd() {
    FakeExchange exchange = new FakeExchange(true, START);
    Collector collector = collector(exchange, new KnownTrades());
    collector.look();
    exchange.trade(BTC);
    exchange.missedTrade(BTC);
    exchange.trade(BTC);
    collector.close();
    assertThat(ids(BTC)).containsAll(exchange.ids(BTC));
    assertThat(collector.whole()).isTrue();
  }

  @Test
  void whatRestDoesNotKnowYetIsAskedForAgain() {
    FakeExchange exchange = new FakeExchange(true, START);
    Collector collector = collector(exchange, new KnownTrades());
    collector.look();
    exchange.trade(BTC);
    exchange.missedTrade(BTC);
    exchange.missedTrade(BTC);
    exchange.restLags = 1;
    exchange.trade(BTC);
    collector.look();
    assertThat(collector.whole()).isFalse();
    exchange.refusesCalls = true;
    later(collector, 2);
    assertThat(events()).contains("backfill_failed");
    exchange.refusesCalls = false;
    later(collector, 10);
    assertThat(collector.whole()).isTrue();
    assertThat(ids(BTC)).containsAll(exchange.ids(BTC));
  }

  @Test
  void silenceAndDisconnectsMakeTheConnectionAnewAtGrowingDistances() {
    FakeExchange exchange = new FakeExchange(false, START);
    Collector collector = collector(exchange, new KnownTrades());
    collector.look();
    exchange.trade(BTC);
    later(collector, 31);
    assertThat(events()).containsExactly("connected", "silent", "disconnected");
    exchange.missedTrade(BTC);
    later(collector, 1);
    exchange.missedTrade(BTC);
    exchange.trade(BTC);
    collector.look();
    assertThat(ids(BTC)).containsAll(exchange.ids(BTC));
    exchange.listener.disconnected("reset by peer");
    exchange.refusesConnections = true;
    int before = exchange.opened;
    for (int i = 0; i < 100; i++) {
      later(collector, 1);
    }
    // After 1, 2, 4, 8, 16 and then every 30 seconds.
    assertThat(exchange.opened - before).isBetween(6, 10);
    exchange.refusesConnections = false;
    later(collector, 31);
    exchange.trade(BTC);
    collector.look();
    assertThat(ids(BTC)).containsAll(exchange.ids(BTC));
  }

  @Test
  void aDeadSubscriptionIsFoundThoughOthersLive() {
    FakeExchange exchange = new FakeExchange(true, START);
    Collector collector = collector(exchange, new KnownTrades());
    collector.look();
    exchange.trade(BTC);
    exchange.trade(ETH);
    for (int i = 0; i < 70; i++) {
      exchange.trade(ETH);
      later(collector, 1);
    }
    assertThat(exchange.opened).as("quiet is not dead").isEqualTo(1);
    exchange.missedTrade(BTC);
    for (int i = 0; i < 70; i++) {
      exchange.trade(ETH);
      later(collector, 1);
    }
    assertThat(exchange.opened).isEqualTo(2);
    assertThat(ids(BTC)).containsAll(exchange.ids(BTC));
  }

  @Test
  void aMessageThatCannotBeReadIsKeptAndTheConnectionMadeAnew() {
    FakeExchange exchange = new FakeExchange(true, START);
    Collector collector = collector(exchange, new KnownTrades());
    collector.look();
    exchange.listener.malformed("BTCUSDT", "{oops", "no price");
    later(collector, 1);
    later(collector, 1);
    assertThat(exchange.opened).isEqualTo(2);
    assertThat(messages("trade"))
        .extracting(m -> m.path("malformed").asText())
        .contains("no price");
  }

  @Test
  void whatIsClosedDoesNotConnectAgain() {
    FakeExchange exchange = new FakeExchange(true, START);
    Collector collector = collector(exchange, new KnownTrades());
    collector.look();
    exchange.trade(BTC);
    exchange.trade(ETH);
    collector.close();
    later(collector, 60);
    assertThat(exchange.opened).isEqualTo(1);
    assertThat(collector.failures()).isEmpty();
  }

  @Test
  void whatNeverStreamedIsAFailure() {
    FakeExchange exchange = new FakeExchange(true, START);
    exchange.refusesConnections = true;
    Collector never = collector(exchange, new KnownTrades());
    later(never, 1);
    never.close();
    assertThat(never.held()).isFalse();
    assertThat(never.failures())
        .containsExactly(
            "fake the stream of BTC-USDT, ETH-USDT never held: fake: call: connection refused");
    exchange.refusesConnections = false;
    Collector half = collector(exchange, new KnownTrades());
    half.look();
    exchange.trade(BTC);
    exchange.listener.refused(ETH, Channel.TRADES, "subscribe: limit");
    for (int i = 0; i < 200; i++) {
      exchange.trade(BTC);
      exchange.missedTrade(ETH); // a refused pair is no reason to connect anew
      later(half, 1);
    }
    half.close();
    assertThat(exchange.opened).isEqualTo(2);
    assertThat(half.held()).isTrue();
    assertThat(half.failures()).containsExactly("fake ETH-USDT: trades refused: subscribe: limit");
    assertThat(events()).contains("refused_subscription");
    Collector quiet = collector(exchange, new KnownTrades());
    quiet.look();
    exchange.trade(BTC);
    quiet.close();
    assertThat(quiet.failures()).containsExactly("fake ETH-USDT: no trade came");
  }

  @Test
  void aStreamThatIsBrokenForLongAtTheEndIsAFailure() {
    FakeExchange exchange = new FakeExchange(true, START);
    Collector collector = collector(exchange, new KnownTrades());
    collector.look();
    exchange.trade(BTC);
    exchange.trade(ETH);
    exchange.listener.disconnected("reset by peer");
    exchange.refusesConnections = true;
    for (int i = 0; i < 90; i++) {
      later(collector, 1);
    }
    collector.close();
    assertThat(collector.failures())
        .containsExactly(
            "fake the stream of BTC-USDT, ETH-USDT is broken since 2024-01-01T00:00:01Z:"
                + " fake: call: connection refused");
  }

  @Test
  void messagesOfUnknownKindsAreCountedAndToldOnce() {
    FakeExchange exchange = new FakeExchange(true, START);
    Collector collector = collector(exchange, new KnownTrades());
    collector.look();
    for (int i = 0; i < 5; i++) {
      exchange.listener.unknown("type rfq_match", "{}");
    }
    later(collector, 1);
    assertThat(exchange.opened).isEqualTo(1);
    assertThat(events()).containsExactly("connected", "unknown_message");
    assertThat(meters.unknownLine()).contains("ignored unknown messages: fake type rfq_match (5)");
  }

  @Test
  void impossibleTimesAreToldOnceAMinute() {
    FakeExchange exchange = new FakeExchange(true, START);
    Collector collector = collector(exchange, new KnownTrades());
    collector.look();
    for (int i = 0; i < 61; i++) {
      exchange.listener.impossibleTime(BTC, "a book bore 0001-01-01T00:00:00Z");
      exchange.trade(BTC);
      later(collector, 1);
    }
    assertThat(events()).containsExactly("connected", "impossible_time", "impossible_time");
  }

  @Test
  void booksComeByRestWhereTheStreamHasNone() {
    FakeExchange exchange = new FakeExchange(true, START);
    Collector collector = collector(exchange, new KnownTrades());
    for (int i = 0; i < 11; i++) {
      later(collector, 1);
    }
    assertThat(messages("book").stream().filter(m -> m.path("pair").asText().equals("BTC-USDT")))
        .hasSize(3)
        .allMatch(m -> m.path("source").asText().equals("rest"));
  }

  /** Kills lose what was not yet in a segment; what remains is what the next process knows. */
  @Property(tries = 150)
  void noTradeIsLostOverKillsAtAnyLine(@ForAll long seed, @ForAll boolean contiguous) {
    Random random = new Random(seed);
    FakeExchange exchange = new FakeExchange(contiguous, START);
    List<String> durable = new ArrayList<>();
    Set<String> ever = new HashSet<>();
    for (int life = 0; life < 6; life++) {
      spool.clear();
      KnownTrades known = new KnownTrades();
      durable.forEach(line -> known.read(line, "fake"));
      Collector collector = collector(exchange, known);
      for (int step = random.nextInt(60); step >= 0; step--) {
        act(random, exchange, collector);
      }
      boolean last = life == 5;
      if (last) {
        recover(exchange, collector);
      }
      // Killed anywhere: a prefix is durable.
      durable.addAll(spool.subList(0, last ? spool.size() : random.nextInt(spool.size() + 1)));
      exchange.listener = null;
    }
    spool.clear();
    spool.addAll(durable);
    ever.addAll(ids(BTC));
    List<String> all = exchange.ids(BTC);
    int firstDurable = 0;
    while (firstDurable < all.size() && !ever.contains(all.get(firstDurable))) {
      firstDurable++;
    }
    // Before the first trade that ever became durable nothing was promised.
    List<String> promised = all.subList(firstDurable, all.size());
    assertThat(ever).containsAll(promised);
  }

  private void act(Random random, FakeExchange exchange, Collector collector) {
    switch (random.nextInt(8)) {
      case 0 -> {
        // On a living stream only a jump of contiguous ids tells that one was left out.
        if (exchange.contiguous || exchange.listener == null) {
          exchange.missedTrade(BTC);
        }
      }
      case 1 -> {
        if (exchange.listener != null) {
          exchange.listener.disconnected("reset");
          exchange.listener = null;
        }
      }
      case 2 -> exchange.refusesCalls = random.nextBoolean();
      case 3 -> exchange.restLags = random.nextInt(2);
      case 4 -> later(collector, random.nextInt(5));
      default -> exchange.trade(BTC);
    }
    collector.look();
  }

  private void recover(FakeExchange exchange, Collector collector) {
    exchange.refusesCalls = false;
    exchange.restLags = 0;
    if (exchange.listener != null) {
      exchange.listener.disconnected("reset");
    }
    later(collector, 60);
    later(collector, 60);
    exchange.trade(BTC);
    later(collector, 61);
    later(collector, 61);
    assertThat(collector.whole()).isTrue();
  }

  private void later(Collector collector, int seconds) {
    now = now.plusSeconds(seconds);
    collector.look();
  }

  private Collector collector(FakeExchange exchange, KnownTrades known) {
    StreamSettings settings =
        new StreamSettings(
            EnumSet.of(Channel.TRADES, Channel.ORDER_BOOK),
            Duration.ofSeconds(30),
            5,
            Duration.ofSeconds(5));
    return new Collector(
        exchange.exchange(),
        List.of(BTC, ETH),
        settings,
        known,
        spool::add,
        () -> now,
        Runnable::run,
        meters);
  }

  private List<JsonNode> messages(String kind) {
    return spool.stream()
        .map(line -> SpoolLines.read(line).orElseThrow())
        .filter(message -> message.path("kind").asText().equals(kind))
        .toList();
  }

  private List<String> ids(Pair pair) {
    return messages("trade").stream()
        .filter(message -> message.path("pair").asText().equals(pair.toString()))
        .map(message -> message.path("id").asText())
        .toList();
  }

  private List<String> events() {
    return messages("event").stream().map(message -> message.path("event").asText()).toList();
  }

  private List<String> kinds() {
    return spool.stream()
        .map(line -> SpoolLines.read(line).orElseThrow().path("kind").asText())
        .filter(kind -> !kind.equals("book"))
        .toList();
  }
}
