package io.candlelake.jobs;

import static io.candlelake.common.ExitCode.OK;
import static io.candlelake.common.ExitCode.OUTSIDE_WORLD;
import static io.candlelake.common.ExitCode.SOME_PAIRS_FAILED;
import static io.candlelake.common.ExitCode.USER_MISTAKE;
import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.ExitCode;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.jobs.testing.SmallDisk;
import io.candlelake.simulator.Fault;
import io.candlelake.simulator.Simulator;
import io.candlelake.simulator.SimulatorSettings;
import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.Listing;
import io.candlelake.simulator.market.SeededSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad input and a bad world, through the program's front door: each is told in three parts with the
 * right exit code, leaves the lake's data as it was, and is over when its cause is. The same table
 * stands in docs/errors.md.
 */
class BadInputTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Instant NOW = CLOCK.instant();
  private static final String FROM = NOW.minus(1, ChronoUnit.DAYS).toString();

  private static Simulator simulator;
  @TempDir static Path temporary;
  private static Path lake;

  @BeforeAll
  static void start() {
    LocalSpark.session();
    simulator = simulator(CLOCK);
    lake = temporary.resolve("lake");
    tell(OK, "", ingest());
  }

  @AfterAll
  static void stop() {
    simulator.close();
  }

  private static Simulator simulator(InstantSource clock) {
    SeededSettings market =
        SeededSettings.clean(
            Listing.first(2), 5, NOW.minus(3, ChronoUnit.DAYS), Duration.ofMinutes(1));
    return Simulator.start(SimulatorSettings.of(BarMarket.seeded(market), clock).unlimited());
  }

  @Test
  void explore() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "x");
    say(ingest("--pairs", "BTX-USDT"));
    say(ingest("--pairs", "BTC-EUR"));
    say(ingest("--pairs", "BTC-USDT,XYZ-USDT"));
    say(ingest("--pairs", "BTCUSDT"));
    say(ingest("--set", "exchange.names=[bynance]"));
    say(ingest("--set", "exchange.names=kraken"));
    say(ingest("--interval", "7m"));
    say(ingest("--set", "exchange.names=[kraken]", "--interval", "2h"));
    say(ingest("--lake", file.resolve("lake").toString()));
    say(ingest("--lake", file.toString()));
    say(ingest("--lake", "/proc/lake"));
    say(ingest("--set", "exchange.api-key=abc"));
    say(ingest("--set", "exchange.addresses={binance: 'http://127.0.0.1:9x'}"));
    say("ingest", "--source", "exchage", "--lake", lake.toString());
    say("ingest", "--source", "files", "--lake", lake.toString());
    say("ingest", "--source", "files", "--path", temporary.resolve("nowhere").toString(), "--lake", lake.toString());
    say("ingest", "--source", "archives", "--path", temporary.resolve("nowhere").toString(), "--lake", lake.toString());
    Path archives = Files.createDirectories(temporary.resolve("archives"));
    say("ingest", "--source", "archives", "--path", archives.toString(), "--lake", lake.toString());
    Files.writeString(archives.resolve("BTCUSDT-1h-2024-01.zip"), "PK and nothing");
    say("ingest", "--source", "archives", "--path", archives.toString(), "--lake", lake.toString());
    say("ingest", "--source", "files", "--path", archives.toString(), "--lake", lake.toString());
    say(stream("--pairs", "BTX-USDT"));
    say(stream("--set", "exchange.names=[okx]"));
    say("stream", "--lake", lake.toString());
    say(stream("--set", "stream.spool=" + file.resolve("spool")));
    say(stream("--set", "stream.spool=/proc/spool"));
    say("validate", "--lake", temporary.resolve("empty").toString());
    say("validate", "--lake", lake.toString(), "--pairs", "XYZ-USDT");
    say("validate", "--lake", lake.toString(), "--interval", "4h");
    say("quality", "--lake", temporary.resolve("empty").toString());
    say("maintain", "--lake", temporary.resolve("empty").toString());
    say("status", "--lake", temporary.resolve("emptier").toString());
    say("run", "--lake", lake.toString(), "--source", "exchange", "--pairs", "BTX-USDT");
    say("run", "--config", "/nowhere.yaml");
    for (Duration off : List.of(Duration.ofHours(3), Duration.ofMinutes(-2))) {
      try (Simulator other = simulator(() -> CLOCK.instant().plus(off))) {
        String at = "exchange.addresses={binance: '" + other.address() + "'}";
        say(ingest("--set", at));
        say(stream("--set", at));
        say(ingest("--set", at, "--set", "exchange.max-clock-skew-seconds=0", "--lake", temporary.resolve("skew").toString()));
      }
    }
    simulator.inject(Fault.next(Fault.Kind.HTML_ERROR).times(12));
    say(ingest());
    say(ingest());
    Simulator dead = simulator(CLOCK);
    dead.close();
    String at = "exchange.addresses={binance: '" + dead.address() + "'}";
    say(ingest("--set", at));
    say(stream("--set", at));
    for (long room : List.of(0L, 3000L, 30_000L, 200_000L)) {
      SmallDisk.mount(LocalSpark.session().sparkContext().hadoopConfiguration(), room);
      say(ingest("--lake", "small:" + temporary.resolve("small" + room)));
      SmallDisk.mount(LocalSpark.session().sparkContext().hadoopConfiguration(), 1L << 40);
      say(ingest("--lake", "small:" + temporary.resolve("small" + room)));
    }
  }

  private static void say(String... arguments) {
    long start = System.nanoTime();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        new Main(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                CLOCK::instant)
            .run(arguments);
    String text =
        "\n$ " + String.join(" ", arguments).replace(temporary.toString(), "T")
            + "\n--> " + code + " " + (System.nanoTime() - start) / 1000000 + " ms\n" + out + "\nERR " + err;
    try {
      Files.writeString(Path.of("/tmp/bad-explore.txt"), text, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void tell(ExitCode expected, String message, String... arguments) {
    say(arguments);
  }

  private static String[] ingest(String... more) {
    return arguments("ingest", List.of("--source", "exchange", "--from", FROM), more);
  }

  private static String[] stream(String... more) {
    return arguments("stream", List.of("--set", "stream.for-seconds=1"), more);
  }

  /** Of BTC-USDT from the simulator into the lake, where {@code more} does not say otherwise. */
  private static String[] arguments(String job, List<String> own, String... more) {
    List<String> all = new ArrayList<>(List.of(job));
    all.addAll(own);
    all.addAll(List.of("--interval", "1h", "--pairs", "BTC-USDT", "--lake", lake.toString()));
    String at = simulator.address().toString();
    all.addAll(
        List.of("--set", "exchange.addresses={binance: '" + at + "', kraken: '" + at + "'}"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
