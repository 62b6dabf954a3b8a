package io.candlelake.exchanges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.simulator.Fault;
import io.candlelake.simulator.Simulator;
import io.candlelake.simulator.SimulatorSettings;
import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.Book;
import io.candlelake.simulator.market.Candle;
import io.candlelake.simulator.market.SeededSettings;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** XChange's real clients against the simulator: what is read equals what the market was. */
class ExchangesOverSimulatorTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-01-02T02:34:56.789Z");
  private static final BarMarket MARKET =
      BarMarket.seeded(
          SeededSettings.clean(SimulatedPair.first(3), 42, START, Duration.ofMinutes(1))
              .withTradesPerSecond(0.1));
  private static final SimulatedPair BITCOIN = MARKET.listings().get(0);
  private static final Pair PAIR = Pair.parse(BITCOIN.pair()).orElseThrow();

  private static Simulator simulator;

  @BeforeAll
  static void start() {
    simulator = Simulator.start(SimulatorSettings.of(MARKET, InstantSource.fixed(NOW)).unlimited());
  }

  @AfterAll
  static void stop() {
    simulator.close();
  }

  private static Exchange open(String name) {
    return open(name, simulator);
  }

  private static Exchange open(String name, Simulator at) {
    return Exchanges.named(name)
        .orElseThrow()
        .open(
            new ExchangeSettings(Optional.of(at.address()), Optional.empty()),
            InstantSource.fixed(NOW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"binance", "kraken", "coinbase", "bitstamp"})
  void candlesOfAllHistoryEqualTheMarkets(String name) {
    try (Exchange exchange = open(name)) {
      CandlePort port = exchange.candles().orElseThrow();
      for (Interval interval : List.of(Interval.ONE_MINUTE, Interval.ONE_HOUR)) {
        Instant running = interval.floor(NOW);
        Instant from =
            port.depth().isPresent()
                ? later(START, running.minus(interval.length().multipliedBy(700)))
                : START;
        List<ExchangeCandle> read = new ArrayList<>();
        for (Instant at = from;
            at.isBefore(NOW);
            at = at.plus(interval.length().multipliedBy(port.pageSize()))) {
          Instant to = at.plus(interval.length().multipliedBy(port.pageSize()));
          read.addAll(port.candles(PAIR, interval, new TimeRange(at, to)));
        }
        List<Candle> truth =
            MARKET.firstCandles(BITCOIN, interval.length(), from, running, Integer.MAX_VALUE, NOW);
        assertThat(read).hasSameSizeAs(truth).isNotEmpty();
        for (int index = 0; index < truth.size(); index++) {
          assertSame(read.get(index), truth.get(index));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"binance", "kraken", "coinbase", "bitstamp"})
  void aClockOfOursThatIsHoursAheadClosesNoCandle(String name) {
    InstantSource ahead = InstantSource.fixed(NOW.plus(Duration.ofHours(5)));
    ExchangeSettings settings =
        new ExchangeSettings(Optional.of(simulator.address()), Optional.empty());
    try (Exchange exchange = Exchanges.named(name).orElseThrow().open(settings, ahead)) {
      Instant running = Interval.ONE_HOUR.floor(NOW);
      List<ExchangeCandle> read =
          exchange
              .candles()
              .orElseThrow()
              .candles(
                  PAIR,
                  Interval.ONE_HOUR,
                  new TimeRange(
                      running.minus(Duration.ofHours(2)), running.plus(Duration.ofHours(5))));
      assertThat(read)
          .extracting(ExchangeCandle::openTime)
          .containsExactly(running.minus(Duration.ofHours(2)), running.minus(Duration.ofHours(1)));
      exchange.time().ifPresent(told -> assertThat(told).isBetween(NOW.minusSeconds(1), NOW));
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static void assertSame(ExchangeCandle read, Candle truth) {
    assertThat(read.openTime()).isEqualTo(truth.openTime());
    assertThat(read.open()).isEqualByComparingTo(truth.open());
    assertThat(read.high()).isEqualByComparingTo(truth.high());
    assertThat(read.low()).isEqualByComparingTo(truth.low());
    assertThat(read.close()).isEqualByComparingTo(truth.close());
    assertThat(read.volume()).isEqualByComparingTo(truth.volume());
    read.trades().ifPresent(trades -> assertThat(trades).isEqualTo(truth.trades()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"binance", "kraken", "coinbase", "bitstamp"})
  void tradesFromATimeOnEqualTheMarkets(String name) {
    Instant from = NOW.minus(Duration.ofHours(6)).truncatedTo(ChronoUnit.SECONDS);
    try (Exchange exchange = open(name)) {
      TradePort port = exchange.trades().orElseThrow();
      List<ExchangeTrade> read = readAll(port, TradePort.TradeCursor.from(from));

      long first = MARKET.lastTrade(BITCOIN, from.minusNanos(1_000)) + 1;
      List<Trade> truth = MARKET.trades(BITCOIN, first, MARKET.lastTrade(BITCOIN, NOW));
      assertThat(read).hasSameSizeAs(truth).hasSizeGreaterThan(1_000);
      for (int index = 0; index < truth.size(); index++) {
        assertSame(read.get(index), truth.get(index));
      }
      long middle = truth.get(truth.size() / 2).id();
      port.after(String.valueOf(middle))
          .ifPresent(
              place ->
                  assertThat(readAll(port, place))
                      .isEqualTo(read.subList((int) (middle - first + 1), read.size())));
    }
  }

  private static List<ExchangeTrade> readAll(TradePort port, TradePort.TradeCursor from) {
    List<ExchangeTrade> read = new ArrayList<>();
    TradePort.Page page = port.next(PAIR, from);
    while (!page.trades().isEmpty()) {
      read.addAll(page.trades());
      page = port.next(PAIR, page.next());
    }
    return read;
  }

  /** Times are given to the microsecond, millisecond or second, as each exchange does. */
  private static void assertSame(ExchangeTrade read, Trade truth) {
    assertThat(read.id()).isEqualTo(String.valueOf(truth.id()));
    assertThat(Duration.between(read.time(), truth.time()))
        .isBetween(Duration.ZERO, Duration.ofSeconds(1));
    assertThat(read.price()).isEqualByComparingTo(truth.price());
    assertThat(read.amount()).isEqualByComparingTo(truth.amount());
    assertThat(read.takerSide().orElseThrow().name()).isEqualTo(truth.taker().name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"binance", "kraken", "coinbase", "bitstamp"})
  void theBookEqualsTheMarkets(String name) {
    try (Exchange exchange = open(name)) {
      ExchangeOrderBook read = exchange.orderBooks().orElseThrow().orderBook(PAIR, 20);
      Book truth = MARKET.book(BITCOIN, NOW);
      for (int level = 0; level < 20; level++) {
        assertThat(read.bids().get(level).price())
            .isEqualByComparingTo(truth.bids().get(level).price());
        assertThat(read.asks().get(level).price())
            .isEqualByComparingTo(truth.asks().get(level).price());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"binance", "kraken", "coinbase", "bitstamp"})
  void allMarketsAreListed(String name) {
    try (Exchange exchange = open(name)) {
      assertThat(exchange.markets().listings())
          .hasSize(3)
          .allSatisfy(
              listing -> {
                assertThat(exchange.symbol(listing.pair())).isEqualTo(listing.symbol());
                assertThat(listing.trading()).isTrue();
                assertThat(listing.tickSize()).isPresent();
                assertThat(listing.minNotional()).isPresent();
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"binance", "kraken", "coinbase", "bitstamp"})
  void anUnknownPairIsNamedAndNotAskedAgain(String name) {
    Pair unknown = new Pair("NOSUCH", "COIN");
    try (Exchange exchange = open(name)) {
      ExchangeFailure failure =
          catchThrowableOfType(
              ExchangeFailure.class,
              () ->
                  exchange
                      .candles()
                      .orElseThrow()
                      .candles(
                          unknown,
                          Interval.ONE_HOUR,
                          new TimeRange(NOW.minus(Duration.ofHours(5)), NOW)));
      assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ExchangeFailure.Kind.PERMANENT);
      assertThat(failure)
          .hasMessageStartingWith(
              name + ": 1h candles of NOSUCH-COIN (" + exchange.symbol(unknown) + ") from ");
    }
  }

  @Test
  void faultsOnTheWayChangeNothing() {
    try (Simulator faulty =
            Simulator.start(
                SimulatorSettings.of(MARKET, InstantSource.fixed(NOW))
                    .unlimited()
                    .with(
                        List.of(
                            Fault.next(Fault.Kind.RATE_LIMITED)
                                .at("/api/v3/historicalTrades")
                                .retryAfter(Duration.ofSeconds(1)),
                            Fault.next(Fault.Kind.HTML_ERROR).at("/api/v3/klines"),
                            Fault.next(Fault.Kind.EMPTY).at("/api/v3/klines"),
                            Fault.next(Fault.Kind.TRUNCATED).at("/api/v3/depth"),
                            Fault.next(Fault.Kind.ROWS_OUT_OF_ORDER)
                                .at("/api/v3/historicalTrades")
                                .after(1),
                            Fault.next(Fault.Kind.DUPLICATE_ROWS)
                                .at("/api/v3/historicalTrades")
                                .after(2))));
        Exchange clean = open("binance");
        Exchange shaken = open("binance", faulty)) {
      TimeRange day = new TimeRange(START, START.plus(Duration.ofHours(12)));
      assertThat(shaken.candles().orElseThrow().candles(PAIR, Interval.ONE_MINUTE, day))
          .isEqualTo(clean.candles().orElseThrow().candles(PAIR, Interval.ONE_MINUTE, day))
          .hasSize(720);
      assertThat(shaken.orderBooks().orElseThrow().orderBook(PAIR, 20))
          .isEqualTo(clean.orderBooks().orElseThrow().orderBook(PAIR, 20));
      Instant from = NOW.minus(Duration.ofHours(12));
      TradePort port = shaken.trades().orElseThrow();
      TradePort same = clean.trades().orElseThrow();
      assertThat(readAll(port, TradePort.TradeCursor.from(from)))
          .isEqualTo(readAll(same, TradePort.TradeCursor.from(from)))
          .hasSizeGreaterThan(2_000);
      assertThat(faulty.ledger().injections()).hasSize(6);
    }
  }
}
