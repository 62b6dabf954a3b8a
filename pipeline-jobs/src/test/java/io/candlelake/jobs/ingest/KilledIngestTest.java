package io.candlelake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.jobs.Main;
import io.candlelake.simulator.Fault;
import io.candlelake.simulator.Simulator;
import io.candlelake.simulator.SimulatorSettings;
import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.Candle;
import io.candlelake.simulator.market.SeededSettings;
import io.candlelake.simulator.market.SimulatedPair;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program itself, fetching from an exchange over HTTP, killed with SIGKILL at random points and
 * started again: in the end the lake has what the exchange has, row for row. More kills by {@code
 * -Dcandlelake.kills=10}.
 */
class KilledIngestTest {
  private static final int KILLS = Integer.getInteger("candlelake.kills", 2);
  private static final long SEED = Long.getLong("candlelake.kill-seed", 20261123L);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Instant START = Instant.parse("2026-01-01T05:17:00Z");
  private static final Instant NOW = Instant.parse("2026-02-20T12:00:00Z");
  private static final List<String> PAIRS = List.of("BTC-USDT", "ETH-USDT");

  @TempDir Path temporary;

  @Test
  void killedAnywhereAndRunAgainItHasEveryCandleOnce() throws Exception {
    SeededSettings market =
        new SeededSettings(
            SimulatedPair.first(PAIRS.size()),
            7,
            START,
            MINUTE,
            0,
            0.5,
            60,
            0,
            0.001,
            OptionalDouble.empty());
    SimulatorSettings settings =
        SimulatorSettings.of(BarMarket.seeded(market), InstantSource.fixed(NOW)).unlimited();
    Random random = new Random(SEED);
    try (Simulator simulator = Simulator.start(settings)) {
      int killed = 0;
      for (int i = 0; i < KILLS; i++) {
        simulator.inject(Fault.next(Fault.Kind.RESET).at("/api/v3/klines"));
        simulator.inject(Fault.next(Fault.Kind.SERVER_ERROR).at("/api/v3/klines"));
        Process child = start(simulator);
        long commits = commits() + random.nextInt(3);
        awaitCommits(child, commits);
        boolean ended = child.waitFor(random.nextInt(3_000), TimeUnit.MILLISECONDS);
        child.destroyForcibly().waitFor();
        killed += ended ? 0 : 1;
      }
      assertThat(killed).as("runs killed before their end").isPositive();
      Process last = start(simulator);
      assertThat(last.waitFor()).as(output()).isZero();
      compare(simulator);
    }
  }

  private void compare(Simulator simulator) {
    Lakehouse lake = new Lakehouse(LocalSpark.session(), temporary.resolve("lake").toString());
    List<Row> truth = new ArrayList<>();
    for (String pair : PAIRS) {
      for (Candle candle : simulator.ledger().candles(pair, MINUTE, START, NOW)) {
        truth.add(
            RowFactory.create(
                pair.replace("-", ""),
                candle.openTime(),
                candle.open(),
                candle.high(),
                candle.low(),
                candle.close(),
                candle.volume(),
                candle.trades()));
      }
    }
    StructType columns =
        StructType.fromDDL(
            "symbol STRING, open_time TIMESTAMP, open DECIMAL(38,18), high DECIMAL(38,18),"
                + " low DECIMAL(38,18), close DECIMAL(38,18), volume DECIMAL(38,18), trades BIGINT");
    Dataset<Row> expected = LocalSpark.session().createDataFrame(truth, columns);
    Dataset<Row> kept =
        lake.read(Tables.BRONZE_CANDLES)
            .select(
                Stream.of(columns.fieldNames())
                    .map(org.apache.spark.sql.functions::col)
                    .toArray(org.apache.spark.sql.Column[]::new));
    assertThat(truth).hasSizeGreaterThan(120_000);
    assertThat(kept.count()).as("rows kept").isEqualTo(truth.size());
    assertThat(expected.exceptAll(kept).count()).as("rows lost").isZero();
    assertThat(kept.exceptAll(expected).count()).as("rows doubled").isZero();
    // What is no candle is confirmed empty, up to the last candle: nothing is missing unexplained.
    long slots = 0;
    for (Row span : lake.read(Tables.BRONZE_OUTAGES).collectAsList()) {
      Instant from = span.getAs("from_time");
      Instant to = span.getAs("to_time");
      slots += Duration.between(from, to).toMinutes();
    }
    long all = Duration.between(Instant.parse("2025-06-01T00:00:00Z"), NOW).toMinutes();
    assertThat(all * PAIRS.size() - truth.size() - slots).isBetween(0L, 10L);
  }

  private Process start(Simulator simulator) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.contains("=ALL-UNNAMED"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Duser.timezone=UTC",
            "-Dspark.master=local[2]",
            "-Dspark.sql.shuffle.partitions=2",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Main.class.getName(),
            "ingest",
            "--source",
            "exchange",
            "--lake",
            temporary.resolve("lake").toString(),
            "--interval",
            "1m",
            "--pairs",
            String.join(",", PAIRS),
            "--from",
            "2025-06-01",
            "--to",
            NOW.toString(),
            "--set",
            "exchange.max-clock-skew-seconds=0",
            "--set",
            "exchange.addresses={binance: '" + simulator.address() + "'}"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    File log = temporary.resolve("output.txt").toFile();
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  /** Waits until the candles' table has had that many commits, or the program ended. */
  private void awaitCommits(Process child, long commits) throws Exception {
    boolean ended = false;
    while (!ended && commits() < commits) {
      ended = child.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private long commits() throws IOException {
    Path log = temporary.resolve("lake/bronze/candles/_delta_log");
    if (!Files.isDirectory(log)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(log)) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }

  private String output() throws IOException {
    return Files.readString(temporary.resolve("output.txt"));
  }
}
