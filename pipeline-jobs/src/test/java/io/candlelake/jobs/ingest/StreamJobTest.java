package io.candlelake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.exchanges.Exchanges;
import io.candlelake.exchanges.spool.TradeGap;
import io.candlelake.jobs.ingest.stream.StopSignal;
import io.candlelake.simulator.Fault;
import io.candlelake.simulator.Simulator;
import io.candlelake.simulator.SimulatorSettings;
import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.SeededSettings;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole of real time against the simulator over real sockets. {@code
 * -Dcandlelake.live.seconds=600 -Dcandlelake.live.log=FILE} makes it a measurement.
 */
class StreamJobTest {
  private static final int PAIRS = 12;
  private static final int TRADES_A_SECOND = 1_000;
  private static final InstantSource CLOCK = InstantSource.system();

  private final SparkSession spark = LocalSpark.session();
  private final int seconds = Integer.getInteger("candlelake.live.seconds", 15);
  @TempDir Path temporary;

  @Test
  void twelvePairsAtAThousandTradesASecondReachSilverOnceEach() {
    List<SimulatedPair> listings = SimulatedPair.first(PAIRS);
    SeededSettings market =
        SeededSettings.clean(listings, 5, CLOCK.instant().minusSeconds(600), Duration.ofMinutes(1))
            .withTradesPerSecond(TRADES_A_SECOND);
    List<Fault> faults =
        List.of(
            Fault.next(Fault.Kind.STREAM_TRADE_MISSED).randomly(0.0005, 1),
            Fault.next(Fault.Kind.STREAM_DUPLICATE).randomly(0.001, 2),
            Fault.next(Fault.Kind.STREAM_DISCONNECT).after(5_000),
            Fault.next(Fault.Kind.SERVER_ERROR).at("/api/v3/historicalTrades").times(2));
    SimulatorSettings settings = SimulatorSettings.of(BarMarket.seeded(market), CLOCK).unlimited();
    try (Simulator simulator = Simulator.start(settings.with(faults))) {
      Lakehouse lake = new Lakehouse(spark, temporary.resolve("lake").toString());
      JobResult result = run(lake, simulator, listings, Map.of());
      assertThat(result.failures()).isEmpty();
      assertThat(result.rowsOut()).isGreaterThan(100L * seconds);
      assertThat(simulator.ledger().injectedCounts())
          .containsKeys("stream-disconnect", "stream-trade-missed");
      for (SimulatedPair listing : listings) {
        expectExactly(lake, simulator, listing.pair());
      }
      assertThat(lake.read(Tables.ORDER_BOOKS).select("pair").distinct().count()).isEqualTo(PAIRS);
      assertThat(lake.read(Tables.REJECTED_TRADES).count()).isZero();
    }
  }

  @Test
  void aPairThatDoesNotTradeAndAnExchangeThatIsNotAreTold() {
    SeededSettings market =
        SeededSettings.clean(
            SimulatedPair.first(1), 5, CLOCK.instant().minusSeconds(60), Duration.ofMinutes(1));
    Lakehouse lake = new Lakehouse(spark, temporary.resolve("lake").toString());
    try (Simulator simulator =
        Simulator.start(SimulatorSettings.of(BarMarket.seeded(market), CLOCK))) {
      assertThatThrownBy(
              () -> run(lake, simulator, List.of(SimulatedPair.of("NIX-USDT")), Map.of()))
          .isInstanceOf(PipelineException.class)
          .hasMessage(
              "Cannot stream NIX-USDT: binance does not list NIX-USDT. Check --pairs and"
                  + " exchange.names.");
      assertThatThrownBy(
              () ->
                  run(
                      lake,
                      simulator,
                      SimulatedPair.first(1),
                      Map.of("exchange.names", "[bynance]")))
          .isInstanceOf(PipelineException.class)
          .hasMessageStartingWith(
              "Cannot fetch from bynance: there is no such exchange; did you mean");
    }
  }

  /**
   * Every trade of the pair from the first in silver to the last, once, as the exchange made it;
   * except those of a gap that is written down as open, for the end came before they were fetched.
   */
  private static void expectExactly(Lakehouse lake, Simulator simulator, String pair) {
    List<Row> rows =
        lake.read(Tables.MARKET_TRADES)
            .where("pair = '" + pair + "'")
            .selectExpr("cast(trade_id as bigint) id", "time", "price", "amount")
            .orderBy("id")
            .collectAsList();
    long first = rows.get(0).getLong(0);
    long last = rows.get(rows.size() - 1).getLong(0);
    List<TradeGap> open = openGaps(lake, pair);
    assertThat(open).as("gaps open at the end").hasSizeLessThanOrEqualTo(1);
    List<Trade> trades =
        simulator.ledger().trades(pair, first, last).stream()
            .filter(trade -> open.stream().noneMatch(gap -> lies(trade.id(), gap)))
            .toList();
    assertThat(rows).as(pair).hasSize(trades.size());
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).getLong(0)).isEqualTo(trades.get(i).id());
      assertThat(rows.get(i).getDecimal(2)).isEqualByComparingTo(trades.get(i).price());
      assertThat(rows.get(i).getDecimal(3)).isEqualByComparingTo(trades.get(i).amount());
    }
  }

  private static boolean lies(long id, TradeGap gap) {
    return id > Long.parseLong(gap.after().id()) && id < Long.parseLong(gap.before().id());
  }

  private static List<TradeGap> openGaps(Lakehouse lake, String pair) {
    List<TradeGap> open = new ArrayList<>();
    List<TradeGap> ended = new ArrayList<>();
    for (Row row :
        lake.read(Tables.STREAM_EVENTS)
            .where("symbol = '" + pair.replace("-", "") + "'")
            .selectExpr("event", "detail")
            .collectAsList()) {
      if (row.getString(0).equals(TradeGap.OPENED)) {
        TradeGap.of(row.getString(1)).ifPresent(open::add);
      } else if (List.of(TradeGap.CLOSED, TradeGap.LOST).contains(row.getString(0))) {
        TradeGap.of(row.getString(1)).ifPresent(ended::add);
      }
    }
    open.removeAll(ended);
    return open;
  }

  private JobResult run(
      Lakehouse lake, Simulator simulator, List<SimulatedPair> listings, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "run.pairs",
        listings.stream().map(SimulatedPair::pair).collect(Collectors.joining(", ", "[", "]")));
    settings.put("run.interval", "1m");
    settings.put("exchange.addresses", "{binance: '" + simulator.address() + "'}");
    settings.put("stream.for-seconds", Integer.toString(seconds));
    settings.putAll(more);
    StreamJob job = new StreamJob(CLOCK, Exchanges.ALL, new StopSignal());
    return job.run(
        new JobContext(
            job,
            lake,
            ConfigReader.read(Optional.empty(), settings),
            new RunId("r1"),
            CLOCK.instant(),
            new Log()));
  }

  /** Writes what is said, with the memory in use, to the log asked for. */
  private static final class Log implements Progress {
    private final Optional<Path> file =
        Optional.ofNullable(System.getProperty("candlelake.live.log")).map(Path::of);

    @Override
    public void at(long done, long total, String what) {}

    @Override
    public void say(String line) {
      Runtime runtime = Runtime.getRuntime();
      long megabytes = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
      file.ifPresent(path -> append(path, megabytes + " MB; " + line + "\n"));
    }

    private static void append(Path path, String text) {
      try {
        Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
