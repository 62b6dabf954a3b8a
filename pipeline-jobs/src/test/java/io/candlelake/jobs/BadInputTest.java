package io.candlelake.jobs;

import static io.candlelake.common.ExitCode.OK;
import static io.candlelake.common.ExitCode.OUTSIDE_WORLD;
import static io.candlelake.common.ExitCode.SOME_PAIRS_FAILED;
import static io.candlelake.common.ExitCode.USER_MISTAKE;
import static org.apache.spark.sql.functions.max;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.candlelake.common.ExitCode;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.exchanges.Exchanges;
import io.candlelake.jobs.testing.SmallDisk;
import io.candlelake.simulator.Fault;
import io.candlelake.simulator.Simulator;
import io.candlelake.simulator.SimulatorSettings;
import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.SeededSettings;
import io.candlelake.simulator.market.SimulatedPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad input and a bad world, through the program's front door: each is reported in three parts with
 * the right exit code, leaves the lake's data as it was, and is over when its cause is. The same
 * table stands in docs/errors.md.
 */
class BadInputTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Instant NOW = CLOCK.instant();
  private static final String FROM = NOW.minus(1, ChronoUnit.DAYS).toString();
  private static final String HALFWAY = NOW.minus(12, ChronoUnit.HOURS).toString();
  private static final String EXCHANGES = "exchange.names";
  private static final String ADDRESSES = "exchange.addresses";
  private static final String SKEW = "exchange.max-clock-skew-seconds";
  private static final long PLENTY = 1L << 40;

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
            SimulatedPair.first(2), 5, NOW.minus(3, ChronoUnit.DAYS), Duration.ofMinutes(1));
    return Simulator.start(SimulatorSettings.of(BarMarket.seeded(market), clock).unlimited());
  }

  @Test
  void mistakesOfTheCommandLineAreToldBeforeAnythingStarts() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "x");
    String nowhere = temporary.resolve("nowhere").toString();
    refused(
        "Cannot use the configuration from the command line: run.pairs: 'BTCUSDT' is no pair, write"
            + " it as BTC-USDT. Mend these keys; conf/README.md lists them all with their defaults.",
        ingest("--pairs", "BTCUSDT"));
    refused(
        "Cannot use the configuration from the command line: run.interval: no interval '7m', known:"
            + " 1m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 12h, 1d. Mend these keys; conf/README.md lists"
            + " them all with their defaults.",
        ingest("--interval", "7m"));
    for (String[] job : List.of(ingest(EXCHANGES, "[bynance]"), stream(EXCHANGES, "[bynance]"))) {
      refused(
          "Cannot fetch from bynance: there is no such exchange; did you mean binance?"
              + " exchange.names and exchange.addresses take "
              + Exchanges.ALL.stream().map(Exchanges.Opener::name).collect(Collectors.joining(", "))
              + ".",
          job);
    }
    refused(
        "Cannot use the configuration from the command line: exchange.names: expected a list,"
            + " [A, B], got 'kraken'. Mend these keys; conf/README.md lists them all with their"
            + " defaults.",
        ingest(EXCHANGES, "kraken"));
    refused(
        "Cannot use the configuration from the command line: unknown key exchange.api-key,"
            + " exchange data are public: no key or account is used, leave it out. Mend"
            + " these keys; conf/README.md lists them all with their defaults.",
        ingest("exchange.api-key", "abc"));
    refused(
        "Cannot fetch from binance: its address 'localhost' is no http://host:port. Write"
            + " exchange.addresses as {binance: \"http://127.0.0.1:8080\"}.",
        ingest(ADDRESSES, "{binance: localhost}"));
    refused(
        "Cannot use the configuration from the command line: ingest.source: 'exchage' is none of"
            + " files, archives, exchange, simulated, did you mean exchange? Mend these keys;"
            + " conf/README.md lists them all with their defaults.",
        ingest("--source", "exchage"));
    refused(
        "Cannot read candles: no folder " + nowhere + ". Check --path.",
        ingest("--source", "files", "--path", nowhere));
    refused(
        "Cannot read archives: no folder "
            + nowhere
            + ". Give a folder, or addresses of files separated by commas, by --path.",
        ingest("--source", "archives", "--path", nowhere));
    refused(
        "Cannot write to the lake %1$s/lake: Not a directory (%1$s/lake). Mend its permissions or choose another --lake."
            .formatted(file),
        ingest("--lake", file.resolve("lake").toString()));
    refused(
        "Cannot write to the lake %1$s: %1$s is a file. Choose another --lake or mend its permissions."
            .formatted(file),
        ingest("--lake", file.toString()));
    refused(
        "Cannot stream: no pairs are named. Name them: --pairs BTC-USDT,ETH-USDT.",
        "stream",
        "--lake",
        lake.toString());
    refused(
        "Cannot run ingest: --from is given twice. ./candlelake ingest --help shows every option.",
        "ingest",
        "--from",
        FROM,
        "--from",
        FROM);
    refused(
        "Cannot run stream: it takes no --source. ./candlelake stream --help shows every option.",
        stream("--source", "exchange"));
  }

  @Test
  void whatAnExchangeDoesNotOfferIsNamed() {
    refused(
        "Cannot fetch from binance: binance does not list BTX-USDT; did you mean BTC-USDT? Check"
            + " --pairs, --interval and exchange.names.",
        ingest("--pairs", "BTX-USDT"));
    refused(
        "Cannot fetch from kraken: kraken serves no 2h candles, but 1m, 5m, 15m, 30m, 1h, 4h, 1d."
            + " Check --pairs, --interval and exchange.names.",
        ingest(EXCHANGES, "[kraken]", "--interval", "2h"));
    refused(
        "Cannot stream BTC-EUR: binance does not list BTC-EUR, but BTC-USDT. Check --pairs and"
            + " exchange.names.",
        stream("--pairs", "BTC-EUR"));
    String out = tell(SOME_PAIRS_FAILED, "", ingest("--pairs", "ETH-USDT,XYZ-USDT"));
    assertThat(out).contains("failed: binance does not list XYZ-USDT");
    assertThat(lake().read(Tables.BRONZE_CANDLES).where("symbol = 'ETHUSDT'").count()).isPositive();
  }

  @Test
  void whatWasNotReceivedCannotBeValidated() {
    refused(
        "Cannot validate 1h candles: none were received of XYZ-USDT; there are BTC-USDT. Run ingest"
            + " first, or check --interval and --pairs.",
        "validate",
        "--lake",
        lake.toString(),
        "--pairs",
        "XYZ-USDT");
    refused(
        "Cannot validate 4h candles: none were received; there are candles of 1h. Run ingest first,"
            + " or check --interval and --pairs.",
        "validate",
        "--lake",
        lake.toString(),
        "--interval",
        "4h");
  }

  @Test
  void aClockThatIsOffIsToldAndClosesNoCandle() {
    Duration behind = Duration.ofHours(-3).minusSeconds(30);
    try (Simulator past = simulator(() -> CLOCK.instant().plus(behind))) {
      String at = "{binance: '" + past.address() + "'}";
      assertThat(refused("", ingest(ADDRESSES, at)))
          .matches(
              "(?s).*Cannot trust this machine's clock: it says \\S+Z, binance says \\S+Z: ours is"
                  + " 3 h 0 min ahead, 60 s is allowed\\. Set the clock \\(NTP\\); for a simulator"
                  + " that replays the past: --set exchange\\.max-clock-skew-seconds=0\\.\\s*");
      assertThat(refused("", stream(ADDRESSES, at))).contains("ours is 3 h 0 min ahead");
      String other = temporary.resolve("past").toString();
      tell(OK, "", ingest(ADDRESSES, at, SKEW, "0", "--lake", other));
      Instant newest =
          new Lakehouse(LocalSpark.session(), other)
              .read(Tables.BRONZE_CANDLES)
              .agg(max("open_time"))
              .head()
              .getInstant(0);
      Instant theirs = CLOCK.instant().plus(behind);
      assertThat(newest.plus(1, ChronoUnit.HOURS)).isBeforeOrEqualTo(theirs);
    }
    try (Simulator future = simulator(() -> CLOCK.instant().minus(behind))) {
      String at = "{binance: '" + future.address() + "'}";
      assertThat(refused("", ingest(ADDRESSES, at))).contains("ours is 3 h 0 min behind");
    }
  }

  @Test
  void anExchangeThatDoesNotAnswerIsOutsideTheWorld() {
    Simulator dead = simulator(CLOCK);
    dead.close();
    Simulator proxied = simulator(CLOCK);
    proxied.inject(Fault.next(Fault.Kind.HTML_ERROR).times(6));
    String refusing = "{binance: '" + dead.address() + "'}";
    String html = "{binance: '" + proxied.address() + "'}";
    // Each asks six times with pauses between: at once they take no longer than one.
    List<CompletableFuture<Void>> runs =
        List.of(
            tellLater(
                "Cannot fetch from binance: binance: markets: java.net.ConnectException: Connection refused (at %s); nothing was fetched from it. Try again later, or check exchange.addresses."
                    .formatted(dead.address()),
                ingest(ADDRESSES, refusing, "--lake", temporary.resolve("dead").toString())),
            tellLater(
                "Cannot stream from binance at %s: binance: markets: java.net.ConnectException: Connection refused. Check the network and exchange.addresses, or try again later."
                    .formatted(dead.address()),
                stream(ADDRESSES, refusing, "--lake", temporary.resolve("deaf").toString())),
            tellLater(
                "Cannot fetch from binance: binance: markets: an HTML page: 502 Bad Gateway (at %s); nothing was fetched from it. Try again later, or check exchange.addresses."
                    .formatted(proxied.address()),
                ingest(ADDRESSES, html, "--lake", temporary.resolve("html").toString())));
    runs.forEach(CompletableFuture::join);
    tell(OK, "", ingest(ADDRESSES, html, "--lake", temporary.resolve("html").toString()));
    proxied.close();
  }

  @Test
  void aDamagedArchiveIsNamedAndTheOthersGoOn() throws IOException {
    Path archives = Files.createDirectory(temporary.resolve("archives"));
    String[] job =
        ingest("--source", "archives", "--path", archives.toString(), "--from", "2024-01-01");
    refused(
        "Cannot ingest from "
            + archives
            + ": there is no file that ends in .csv.gz, .csv, .zip. Check --path.",
        job);
    Path damaged = archives.resolve("BTCUSDT-1h-2024-01.zip");
    byte[] whole = zip("BTCUSDT-1h-2024-01.csv", 1_704_067_200_000L);
    Files.write(damaged, Arrays.copyOf(whole, whole.length / 2));
    assertThat(refused("Cannot ingest any archive: refused BTCUSDT-1h-2024-01.zip, it cannot", job))
        .contains("Check --path, --pairs and --interval; known formats are binance-vision-klines");
    Files.write(
        archives.resolve("BTCUSDT-1h-2024-02.zip"),
        zip("BTCUSDT-1h-2024-02.csv", 1_706_745_600_000L));
    assertThat(tell(SOME_PAIRS_FAILED, "", job))
        .contains("failed: refused BTCUSDT-1h-2024-01.zip, it cannot be read to its end");
    Files.write(damaged, whole);
    tell(OK, "", job);
    assertThat(lake().read(Tables.BRONZE_CANDLES).where("source = 'archives'").count())
        .isEqualTo(2);
  }

  @Test
  void aSpoolThatCannotBeWrittenIsTold() throws IOException {
    Path file = Files.writeString(temporary.resolve("no-folder"), "x");
    refused(
        "Cannot stream through %1$s/spool: the folder cannot be made: java.nio.file.FileSystemException: %1$s/spool: Not a directory. Choose another by stream.spool or mend its permissions."
            .formatted(file),
        stream("stream.spool", file.resolve("spool").toString()));
    refused(
        "Cannot stream through s3a://bucket/spool: what is received must be safe within"
            + " milliseconds, so the spool is a local folder. Name one by stream.spool; the lake may"
            + " lie anywhere.",
        stream("stream.spool", "s3a://bucket/spool"));
  }

  @Test
  void aFullDiskLeavesNothingHalfWritten() {
    assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here: skipped");
    String small = "small:" + temporary.resolve("small");
    Lakehouse lakehouse = new Lakehouse(LocalSpark.session(), small);
    SmallDisk.mount(LocalSpark.session().sparkContext().hadoopConfiguration(), PLENTY);
    tell(OK, "", ingest("--lake", small, "--to", HALFWAY));
    Set<String> before = commits(temporary.resolve("small"));
    List<String> rows = candles(lakehouse);
    for (long room : List.of(0L, 20_000L)) {
      SmallDisk.mount(LocalSpark.session().sparkContext().hadoopConfiguration(), room);
      assertThat(tell(OUTSIDE_WORLD, "Cannot write to the lake " + small, ingest("--lake", small)))
          .contains("No space left on device; free for ")
          .contains("and run again: what was committed before is whole, the rest is done then.");
      assertThat(candles(lakehouse)).containsAll(rows).doesNotHaveDuplicates();
      if (room == 0) {
        assertThat(commits(temporary.resolve("small"))).isEqualTo(before);
      }
    }
    SmallDisk.mount(LocalSpark.session().sparkContext().hadoopConfiguration(), PLENTY);
    tell(OK, "", ingest("--lake", small));
    String undisturbed = temporary.resolve("undisturbed").toString();
    tell(OK, "", ingest("--lake", undisturbed));
    assertThat(candles(lakehouse))
        .hasSizeGreaterThan(rows.size())
        .isEqualTo(candles(new Lakehouse(LocalSpark.session(), undisturbed)));
  }

  private static List<String> candles(Lakehouse lakehouse) {
    return lakehouse
        .read(Tables.BRONZE_CANDLES)
        .selectExpr(
            "concat_ws(' ', exchange, symbol, open_time, open, high, low, close, volume) AS candle")
        .sort("candle")
        .as(Encoders.STRING())
        .collectAsList();
  }

  /** Told as the user's mistake; the lake's data stays as it was. */
  private static String refused(String message, String... arguments) {
    Set<String> before = commits(lake);
    String told = tell(USER_MISTAKE, message, arguments);
    assertThat(commits(lake)).isEqualTo(before);
    return told;
  }

  private static CompletableFuture<Void> tellLater(String message, String... arguments) {
    return CompletableFuture.runAsync(() -> tell(OUTSIDE_WORLD, message, arguments));
  }

  /** Runs the program; what it prints, errors last. */
  private static String tell(ExitCode expected, String message, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        new Main(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                CLOCK)
            .run(arguments);
    String error = err.toString(StandardCharsets.UTF_8);
    String told = out.toString(StandardCharsets.UTF_8) + error;
    assertThat(code).as(told).isEqualTo(expected);
    assertThat(error).startsWith(message);
    // One sentence or two, never a stack trace.
    assertThat(error.strip().lines().count()).as(error).isLessThanOrEqualTo(1);
    assertThat(error.isEmpty() || error.strip().endsWith(".")).as(error).isTrue();
    return told;
  }

  private static Lakehouse lake() {
    return new Lakehouse(LocalSpark.session(), lake.toString());
  }

  /** Every commit to tables of data; runs are written down whatever becomes of them. */
  private static Set<String> commits(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.contains("_delta_log/") && file.endsWith(".json"))
          .filter(file -> !file.startsWith("gold/runs/") && !file.startsWith("gold/job_runs/"))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One candle as Binance Vision packs them. */
  private static byte[] zip(String name, long openMillis) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      String line =
          "%d,42283.58,42554.57,42261.02,42475.23,1271.68108,%d,53957248.97,47134,682.57,28957416.81,0\n"
              .formatted(openMillis, openMillis + 3_599_999);
      zip.write(line.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String[] ingest(String... more) {
    return arguments("ingest", Map.of("--source", "exchange", "--from", FROM), more);
  }

  private static String[] stream(String... more) {
    return arguments("stream", Map.of("stream.for-seconds", "1"), more);
  }

  /**
   * Of BTC-USDT by the hour from the simulator into the lake, where {@code more} does not say
   * otherwise: options and configuration keys, each followed by its value.
   */
  private static String[] arguments(String job, Map<String, String> own, String... more) {
    String at = simulator.address().toString();
    Map<String, String> values = new LinkedHashMap<>(own);
    values.put("--interval", "1h");
    values.put("--pairs", "BTC-USDT");
    values.put("--lake", lake.toString());
    values.put(ADDRESSES, "{binance: '" + at + "', kraken: '" + at + "'}");
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    List<String> all = new ArrayList<>(List.of(job));
    values.forEach(
        (name, value) ->
            all.addAll(
                name.startsWith("--")
                    ? List.of(name, value)
                    : List.of("--set", name + "=" + value)));
    return all.toArray(String[]::new);
  }
}
