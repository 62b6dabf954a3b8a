package io.candlelake.exchanges.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.CandlePort;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeFailure.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whatever fails and wherever it is killed, in the end the lake has what the exchange has. */
class BackfillTest {
  private static final Backfill.Listener UNHEARD = (done, total) -> {};
  private static final Interval HOUR = Interval.ONE_HOUR;
  private static final SlotGrid GRID = new SlotGrid(HOUR);
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final Pair BTC = new Pair("BTC", "USDT");
  private static final Pair ETH = new Pair("ETH", "USDT");
  private static final List<Pair> PAIRS = List.of(BTC, ETH, new Pair("SOL", "USDT"));

  @Property(tries = 400)
  void nothingIsLostDoubledOrAskedTwice(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 24) int pageSize) {
    Random random = new Random(seed);
    Set<Interval> longer =
        random.nextInt(4) == 0 ? Set.of() : Set.of(Interval.FOUR_HOURS, Interval.ONE_DAY);
    MemoryExchange exchange = new MemoryExchange("memory", HOUR, longer, pageSize);
    int slots = 30 + random.nextInt(400);
    Instant now = hour(slots).plusSeconds(random.nextInt(3_600));
    PAIRS.forEach(pair -> fill(exchange, pair, slots, random));
    Store store = new Store();

    for (int run = 0; run < 6; run++) {
      exchange.failBy(unreliable(random));
      try {
        store.bring(exchange, now, random.nextInt(3) == 0 ? -1 : random.nextInt(20));
      } catch (Killed killed) {
        exchange.takeAsked();
      }
    }
    exchange.failBy(asking -> {});
    assertThat(store.bring(exchange, now, -1).failures()).isEmpty();

    for (Pair pair : PAIRS) {
      NavigableMap<Instant, ExchangeCandle> truth = exchange.history(pair);
      assertThat(store.candles(pair)).isEqualTo(Map.copyOf(truth.headMap(hour(slots))));
      SlotSet present = slotsOf(truth);
      assertThat(store.empty(pair).within(present)).isEqualTo(SlotSet.EMPTY);
      long newest = present.before(GRID.slot(now)).newest().orElse(GRID.slot(START));
      long sure = Math.min(newest, GRID.slot(now) - Backfill.GRACE);
      assertThat(SlotSet.between(GRID.slot(START), sure).minus(present).minus(store.empty(pair)))
          .isEqualTo(SlotSet.EMPTY);
    }
    assertThat(store.doubled).isEmpty();
    assertThat(store.askedInVain).isEmpty();

    exchange.takeAsked();
    store.bring(exchange, now, -1);
    for (MemoryExchange.FetchRequest asked : exchange.takeAsked()) {
      Instant newest =
          exchange.history(asked.pair()).headMap(hour(slots)).isEmpty()
              ? START
              : exchange.history(asked.pair()).headMap(hour(slots)).lastKey();
      assertThat(asked.range().to()).isAfterOrEqualTo(newest.minus(HOUR.length().multipliedBy(2)));
    }
  }

  @Test
  void aYoungPairCostsADozenCallsNotThousands() {
    MemoryExchange exchange =
        new MemoryExchange("memory", Interval.ONE_MINUTE, Set.of(Interval.ONE_DAY), 1_000);
    Instant listed = Instant.parse("2026-05-04T07:31:00Z");
    for (int i = 0; i < 5_000; i++) {
      exchange.put(BTC, MemoryExchange.candle(listed.plusSeconds(60L * i), 0));
    }
    Instant now = Instant.parse("2026-05-08T00:00:00Z");
    SlotGrid minutes = new SlotGrid(Interval.ONE_MINUTE);
    SlotSet missing = minutes.slots(TimeRange.ALL).before(minutes.slot(now));
    List<Batch> kept = new ArrayList<>();
    Backfill backfill = new Backfill(Interval.ONE_MINUTE, now, kept::add, UNHEARD);
    assertThat(backfill.run(List.of(wanted(exchange.port(), BTC, missing))).failures()).isEmpty();
    assertThat(kept).hasSize(1);
    assertThat(kept.get(0).first()).hasSize(5_000);
    assertThat(kept.get(0).empty())
        .singleElement()
        .satisfies(
            empty -> {
              assertThat(minutes.openTime(empty.span().from())).isEqualTo(TimeRange.ALL.from());
              assertThat(minutes.openTime(empty.span().to())).isEqualTo(listed);
            });
    // Seven pages of daily candles since 2009, six of minutes.
    assertThat(exchange.takeAsked()).hasSize(13);
  }

  @Test
  void aCandleThatMayBeLateIsNotTakenForNone() {
    MemoryExchange exchange = new MemoryExchange("memory", HOUR, Set.of(), 10);
    for (int i = 0; i < 39; i++) {
      if (i <= 20 || i == 25) {
        exchange.put(BTC, MemoryExchange.candle(hour(i), 0));
      }
      if (i != 30 && i != 37) {
        exchange.put(ETH, MemoryExchange.candle(hour(i), 0));
      }
    }
    List<Batch> kept = new ArrayList<>();
    new Backfill(HOUR, hour(40), kept::add, UNHEARD)
        .run(
            List.of(
                wanted(exchange.port(), BTC, slots(0, 40)),
                wanted(exchange.port(), ETH, slots(0, 40))));
    // Nothing behind a pair's newest candle, nothing among the newest three slots.
    assertThat(kept.get(0).empty())
        .extracting(Batch.Empty::span)
        .containsExactly(slots(21, 25).spans().get(0), slots(30, 31).spans().get(0));
  }

  @Test
  void anExchangeWithoutLongCandlesIsNotBelieved() {
    MemoryExchange exchange = new MemoryExchange("memory", HOUR, Set.of(Interval.ONE_DAY), 10);
    for (int i = 100; i < 140; i++) {
      exchange.put(BTC, MemoryExchange.candle(hour(i), 0));
    }
    MemoryExchange onlyHours = new MemoryExchange("memory", HOUR, Set.of(Interval.ONE_DAY), 10);
    onlyHours.history(BTC).putAll(exchange.history(BTC));
    List<Batch> kept = new ArrayList<>();
    PairRequest wanted = wanted(withoutLongCandles(onlyHours), BTC, slots(0, 140));
    new Backfill(HOUR, hour(140), kept::add, UNHEARD).run(List.of(wanted));
    assertThat(kept.stream().mapToInt(batch -> batch.first().size()).sum()).isEqualTo(40);
  }

  @Test
  void onePairsFailureIsALineAndTheOthersGoOn() {
    MemoryExchange exchange = new MemoryExchange("memory", HOUR, Set.of(), 10);
    for (int i = 0; i < 40; i++) {
      exchange.put(BTC, MemoryExchange.candle(hour(i), 0));
      exchange.put(ETH, MemoryExchange.candle(hour(i), 0));
    }
    exchange.failBy(
        asked -> {
          if (asked.pair().equals(ETH)) {
            throw MemoryExchange.failure(Kind.PERMANENT, "no such pair");
          }
          if (asked.range().contains(hour(12))) {
            throw MemoryExchange.failure(Kind.MALFORMED, "half a page");
          }
        });
    List<Batch> kept = new ArrayList<>();
    Backfill.Outcome outcome =
        new Backfill(HOUR, hour(40), kept::add, UNHEARD)
            .run(
                List.of(
                    wanted(exchange.port(), BTC, slots(0, 40)),
                    wanted(exchange.port(), ETH, slots(0, 40))));
    assertThat(outcome.failures())
        .containsExactly(
            "memory BTC-USDT: 10 candles are missing still, memory: half a page",
            "memory ETH-USDT: 40 candles are missing still, memory: no such pair");
    assertThat(outcome.unreachable()).isEmpty();
    assertThat(kept.get(0).first()).hasSize(30);
  }

  @Test
  void anExchangeThatDoesNotAnswerIsGivenUp() {
    MemoryExchange exchange = new MemoryExchange("memory", HOUR, Set.of(), 1);
    AtomicInteger calls = new AtomicInteger();
    exchange.failBy(
        asked -> {
          calls.incrementAndGet();
          throw MemoryExchange.failure(Kind.TRANSIENT, "connection refused");
        });
    Backfill.Outcome outcome =
        new Backfill(HOUR, hour(40), batch -> {}, UNHEARD)
            .run(
                List.of(
                    wanted(exchange.port(), BTC, slots(0, 40)),
                    wanted(exchange.port(), ETH, slots(0, 40))));
    assertThat(outcome.failures())
        .containsExactly(
            "memory BTC-USDT: 40 candles are missing still, memory: connection refused",
            "memory: given up after 5 failures in a row, the last memory: connection refused;"
                + " not complete: ETH-USDT");
    assertThat(outcome.unreachable()).isPresent();
    assertThat(calls).hasValueLessThan(5 + Backfill.IN_FLIGHT);
  }

  @Test
  void anExchangeOfLimitedDepthSaysNothingOfWhatLiesBefore() {
    MemoryExchange exchange = new MemoryExchange("memory", HOUR, Set.of(), 100);
    for (int i = 0; i < 100; i++) {
      if (i != 95) {
        exchange.put(BTC, MemoryExchange.candle(hour(i), 0));
      }
    }
    // Two candles closed since the plan was made: two at its start are served no more.
    exchange.serveOnlyTheNewest(20, hour(102));
    FetchPlan plan =
        FetchPlan.of(
            GRID,
            new TimeRange(START, hour(200)),
            hour(100),
            exchange.port().depth(),
            SlotSet.EMPTY,
            SlotSet.EMPTY,
            SlotSet.EMPTY);
    assertThat(plan.notServed()).isEqualTo(slots(0, 80));
    List<Batch> kept = new ArrayList<>();
    new Backfill(HOUR, hour(100), kept::add, UNHEARD)
        .run(List.of(wanted(exchange.port(), BTC, plan.missing())));
    assertThat(kept.get(0).first()).hasSize(17);
    assertThat(kept.get(0).empty())
        .extracting(Batch.Empty::span)
        .containsExactly(new SlotSpan(GRID.slot(hour(95)), GRID.slot(hour(96))));
  }

  @Test
  void theNewestAndTheRejectedAreAskedAgain() {
    FetchPlan plan =
        FetchPlan.of(
            GRID,
            new TimeRange(START, hour(50)),
            hour(30),
            java.util.OptionalInt.empty(),
            slots(0, 20),
            slots(22, 24),
            slots(5, 6).plus(slots(25, 26)));
    assertThat(plan.missing()).isEqualTo(slots(20, 22).plus(slots(24, 30)));
    assertThat(plan.again()).isEqualTo(slots(5, 6).plus(slots(17, 20)));
    assertThat(plan.newestKnown()).hasValue(GRID.slot(hour(19)));
  }

  @Test
  void aBugEndsItAndIsNoFailureOfTheExchange() {
    MemoryExchange exchange = new MemoryExchange("memory", HOUR, Set.of(), 10);
    exchange.failBy(
        asked -> {
          throw new IllegalStateException("bug");
        });
    Backfill backfill = new Backfill(HOUR, hour(40), batch -> {}, UNHEARD);
    List<PairRequest> all = List.of(wanted(exchange.port(), BTC, slots(0, 40)));
    assertThatThrownBy(() -> backfill.run(all))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("bug");
  }

  private static void fill(MemoryExchange exchange, Pair pair, int slots, Random random) {
    NavigableMap<Instant, ExchangeCandle> history = exchange.history(pair);
    int slot = random.nextInt(slots);
    while (slot < slots + 3) {
      int present = 1 + random.nextInt(60);
      for (int i = 0; i < present && slot < slots + 3; i++) {
        history.put(hour(slot), MemoryExchange.candle(hour(slot), 0));
        slot++;
      }
      slot += random.nextInt(8) == 0 ? random.nextInt(200) : 1 + random.nextInt(3);
    }
  }

  private static MemoryExchange.Faults unreliable(Random random) {
    double share = random.nextDouble() * 0.4;
    Random own = new Random(random.nextLong());
    return asking -> {
      synchronized (own) {
        if (own.nextDouble() < share) {
          Kind[] kinds = Kind.values();
          throw MemoryExchange.failure(kinds[own.nextInt(kinds.length)], "as told");
        }
      }
    };
  }

  private static PairRequest wanted(CandlePort port, Pair pair, SlotSet missing) {
    return new PairRequest(
        "memory",
        pair.base() + pair.quote(),
        pair,
        port,
        missing,
        SlotSet.EMPTY,
        java.util.OptionalLong.empty());
  }

  private static SlotSet slotsOf(NavigableMap<Instant, ExchangeCandle> truth) {
    return SlotSet.of(
        truth.keySet().stream().map(GRID::slot).map(slot -> new SlotSpan(slot, slot + 1)).toList());
  }

  private static SlotSet slots(int from, int to) {
    return SlotSet.between(GRID.slot(hour(from)), GRID.slot(hour(to)));
  }

  private static Instant hour(int number) {
    return START.plus(HOUR.length().multipliedBy(number));
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** What a lake would keep: each half of a batch in its own commit. */
  private static final class Store {
    private final Map<Pair, Map<Instant, ExchangeCandle>> candles = new HashMap<>();
    private final Map<Pair, SlotSet> empty = new HashMap<>();
    private final List<String> doubled = new ArrayList<>();
    private final List<String> askedInVain = new ArrayList<>();

    /** One run, killed at that commit; -1 for none. */
    Backfill.Outcome bring(MemoryExchange exchange, Instant now, int killedAt) {
      List<PairRequest> wanted = new ArrayList<>();
      Map<Pair, SlotSet> missing = new HashMap<>();
      for (Pair pair : PAIRS) {
        FetchPlan plan =
            FetchPlan.of(
                GRID,
                new TimeRange(START, now),
                now,
                exchange.port().depth(),
                slotsOf(new TreeMap<>(candles(pair))),
                empty(pair),
                SlotSet.EMPTY);
        missing.put(pair, plan.missing());
        wanted.add(
            new PairRequest(
                exchange.exchange().name(),
                exchange.exchange().symbol(pair),
                pair,
                exchange.port(),
                plan.missing(),
                SlotSet.EMPTY,
                plan.newestKnown()));
      }
      AtomicInteger commits = new AtomicInteger();
      Batch.Sink sink =
          batch -> {
            killIf(commits.getAndIncrement() == killedAt);
            batch.first().forEach(this::add);
            killIf(commits.getAndIncrement() == killedAt);
            batch
                .empty()
                .forEach(
                    span ->
                        empty.merge(
                            span.of().pair(),
                            SlotSet.between(span.span().from(), span.span().to()),
                            SlotSet::plus));
          };
      exchange.takeAsked();
      Backfill.Outcome outcome = new Backfill(HOUR, now, sink, 40, UNHEARD).run(wanted);
      for (MemoryExchange.FetchRequest asked : exchange.takeAsked()) {
        boolean page = asked.interval() == HOUR;
        if (page && GRID.slots(asked.range()).within(missing.get(asked.pair())).isEmpty()) {
          askedInVain.add(asked.toString());
        }
      }
      return outcome;
    }

    private void add(Batch.Received received) {
      Map<Instant, ExchangeCandle> known =
          candles.computeIfAbsent(received.of().pair(), none -> new HashMap<>());
      if (known.put(received.candle().openTime(), received.candle()) != null) {
        doubled.add(received.toString());
      }
    }

    Map<Instant, ExchangeCandle> candles(Pair pair) {
      return candles.getOrDefault(pair, Map.of());
    }

    SlotSet empty(Pair pair) {
      return empty.getOrDefault(pair, SlotSet.EMPTY);
    }

    private static void killIf(boolean now) {
      if (now) {
        throw new Killed();
      }
    }
  }

  /** Says that it has daily candles and never has one. */
  private static CandlePort withoutLongCandles(MemoryExchange exchange) {
    CandlePort port = exchange.port();
    return new CandlePort(
        port.intervals(),
        port.pageSize(),
        port.depth(),
        (pair, interval, range) ->
            interval == HOUR ? port.candles(pair, interval, range) : List.of());
  }
}
