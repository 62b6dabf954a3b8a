package io.candlelake.system;

import static org.apache.spark.sql.functions.col;

import io.candlelake.common.ExitCode;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.lake.SparkSessions;
import io.candlelake.common.table.Tables;
import io.candlelake.simulator.Fault;
import io.candlelake.simulator.Ledger;
import io.candlelake.simulator.Simulator;
import io.candlelake.simulator.SimulatorSettings;
import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.Candle;
import io.candlelake.simulator.market.SeededSettings;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/**
 * The fault run: a simulated exchange that disconnects, repeats, leaves out and refuses, and a
 * collector, a sink and a backfill that are killed (SIGKILL) again and again. At the end the lake's
 * tables are compared row for row with what the exchange really had.
 */
@SuppressWarnings("checkstyle:regexpsinglelinejava")
final class Soak {
  private static final String EXCHANGE = "binance";
  private static final Duration CANDLE = Duration.ofHours(1);
  private static final Duration HISTORY = Duration.ofDays(400);
  private static final Duration MISBEHAVIOUR = Duration.ofSeconds(25);
  private static final String PROGRAM = "io.candlelake.jobs.Main";
  private static final int SETTLE_SECONDS = 30;
  private static final int LONGEST_START_SECONDS = 180;
  private static final int LONGEST_END_SECONDS = 120;
  private static final String USAGE =
      """
      Usage: candlelake soak [--kills N] [--seconds-between N] [--pairs N] [--trades-per-second N] \
      [--seed N] [--lake DIR]
        Kills collector, sink and backfill at random while a simulated exchange misbehaves, then
        compares the lake with what the exchange had. Ends with 0 if nothing was lost or doubled.
      """;

  private final Map<String, String> options;
  private final PrintStream out;
  private final InstantSource clock;
  private final SplittableRandom random;
  private final Path lake;
  private final List<String> pairs;
  private final List<Process> children = new ArrayList<>();
  private Simulator simulator;
  private int kills;

  private Soak(Map<String, String> options, PrintStream out, InstantSource clock)
      throws IOException {
    this.options = options;
    this.out = out;
    this.clock = clock;
    this.random = new SplittableRandom(number("seed"));
    this.lake =
        options.containsKey("lake")
            ? Files.createDirectories(Path.of(options.get("lake")))
            : Files.createTempDirectory("candlelake-soak");
    this.pairs =
        SimulatedPair.first((int) number("pairs")).stream().map(SimulatedPair::pair).toList();
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> options =
        new HashMap<>(
            Map.of(
                "kills", "10", "seconds-between", "4", "pairs", "6", "trades-per-second", "300"));
    options.put("seed", "17");
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i].replaceFirst("^--", "");
      boolean known = options.containsKey(name) || name.equals("lake");
      if (!known || i + 1 == arguments.length) {
        System.err.print(USAGE);
        System.exit(name.equals("help") ? 0 : ExitCode.USER_MISTAKE.code());
      }
      options.put(name, arguments[i + 1]);
    }
    boolean equal = new Soak(options, System.out, Instant::now).run();
    System.exit(equal ? 0 : 1);
  }

  private boolean run() throws Exception {
    Instant start = clock.instant().truncatedTo(ChronoUnit.HOURS).minus(HISTORY);
    SeededSettings market =
        SeededSettings.clean(SimulatedPair.first(pairs.size()), number("seed"), start, CANDLE)
            .withTradesPerSecond((double) number("trades-per-second"));
    SimulatorSettings settings = SimulatorSettings.of(BarMarket.seeded(market), clock);
    out.printf(
        "soak: %d pairs, %s trades a second, %s kills, seed %s, lake %s%n",
        pairs.size(),
        options.get("trades-per-second"),
        options.get("kills"),
        options.get("seed"),
        lake);
    try (Simulator started = Simulator.start(settings)) {
      simulator = started;
      Map<String, Long> newest = stream();
      Instant candlesUntil = clock.instant().truncatedTo(ChronoUnit.HOURS).minus(CANDLE);
      backfill(candlesUntil);
      return compare(newest, start, candlesUntil);
    } finally {
      children.forEach(Process::destroyForcibly);
    }
  }

  /**
   * Lets things go wrong for a while, each with a probability of its own. Between the last time and
   * the end of the run the exchange behaves: a gap that opens while a collector ends is closed by
   * the next one only.
   */
  private void misbehave() {
    long seed = random.nextLong();
    double rare = 2.0 / 60 / Math.max(1, number("trades-per-second"));
    Instant now = clock.instant();
    List.of(
            Fault.next(Fault.Kind.STREAM_DISCONNECT).randomly(rare, seed + 1),
            Fault.next(Fault.Kind.STREAM_TRADE_MISSED).at("trade").randomly(rare * 20, seed + 2),
            Fault.next(Fault.Kind.STREAM_DUPLICATE).at("trade").randomly(rare * 20, seed + 3),
            Fault.next(Fault.Kind.STREAM_OUT_OF_ORDER).at("trade").randomly(rare * 20, seed + 4),
            Fault.next(Fault.Kind.RATE_LIMITED)
                .retryAfter(Duration.ofSeconds(1))
                .randomly(0.03, seed + 5),
            Fault.next(Fault.Kind.RATE_LIMITED_HTML).randomly(0.01, seed + 6),
            Fault.next(Fault.Kind.RESET).randomly(0.01, seed + 7),
            Fault.next(Fault.Kind.SERVER_ERROR).randomly(0.02, seed + 8),
            Fault.next(Fault.Kind.TRUNCATED).randomly(0.01, seed + 9))
        .forEach(fault -> simulator.inject(fault.between(now, now.plus(MISBEHAVIOUR))));
  }

  /** Real time, with both halves killed at random; the newest trade that must be in the lake. */
  private Map<String, Long> stream() throws Exception {
    Map<String, Process> running = new HashMap<>();
    for (String role : List.of("collect", "sink")) {
      running.put(role, child(role, streamArguments(role)));
    }
    long planned = number("kills") * 4 / 5;
    for (String role : running.keySet()) {
      awaitWork(role, running.get(role), Instant.EPOCH);
    }
    for (long i = 0; i < planned; i++) {
      misbehave();
      String role = random.nextBoolean() ? "collect" : "sink";
      pause(number("seconds-between") * 2 * random.nextDouble());
      kill(role, running.get(role));
      Instant killed = clock.instant();
      running.put(role, child(role, streamArguments(role)));
      if (random.nextInt(4) > 0) { // else the next kill may strike while it starts
        awaitWork(role, running.get(role), killed);
      }
    }
    for (String role : running.keySet()) {
      awaitWork(role, running.get(role), clock.instant());
    }
    pause(SETTLE_SECONDS);
    Map<String, Long> newest = new HashMap<>();
    pairs.forEach(pair -> newest.put(pair, simulator.ledger().lastTrade(pair)));
    pause(5);
    for (String role : List.of("collect", "sink")) {
      end(role, running.get(role));
    }
    return newest;
  }

  /** History of candles, killed at random on the way, then run to its end. */
  private void backfill(Instant until) throws Exception {
    List<String> arguments =
        List.of(
            "ingest",
            "--source",
            "exchange",
            "--interval",
            "1h",
            "--to",
            until.toString(),
            "--set",
            "exchange.addresses={" + EXCHANGE + ": \"" + simulator.address() + "\"}",
            "--pairs",
            String.join(",", pairs),
            "--lake",
            lake.toString());
    long planned = number("kills") - number("kills") * 4 / 5;
    for (long i = 0; i < planned; i++) {
      misbehave();
      Process process = child("backfill", arguments);
      pause(5 + 6 * random.nextDouble());
      kill("backfill", process);
    }
    misbehave();
    Process last = child("backfill", arguments);
    if (!last.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS) || last.exitValue() != 0) {
      last.destroyForcibly();
      throw new IllegalStateException("the backfill did not end well; see " + log("backfill"));
    }
  }

  /** Waits until a half has written something after {@code since}. */
  private void awaitWork(String role, Process process, Instant since) throws Exception {
    Path written =
        role.equals("collect")
            ? lake.resolve("_spool")
            : lake.resolve(Tables.MARKET_TRADES.path()).resolve("_delta_log");
    Instant deadline = clock.instant().plusSeconds(LONGEST_START_SECONDS);
    while (!newest(written).isAfter(since)) {
      if (!process.isAlive() || clock.instant().isAfter(deadline)) {
        throw new IllegalStateException("the " + role + " did not get to work; see " + log(role));
      }
      pause(0.5);
    }
  }

  private static Instant newest(Path folder) {
    File[] files = folder.toFile().listFiles(File::isFile);
    return Arrays.stream(files == null ? new File[0] : files)
        .map(file -> Instant.ofEpochMilli(file.lastModified()))
        .max(Instant::compareTo)
        .orElse(Instant.MIN);
  }

  private boolean compare(Map<String, Long> newest, Instant start, Instant until) {
    Lakehouse tables = new Lakehouse(SparkSessions.open("candlelake soak"), lake.toString());
    Ledger ledger = simulator.ledger();
    Tally trades = new Tally("trades");
    Tally candles = new Tally("1h candles");
    for (String pair : pairs) {
      List<Row> inLake =
          tables
              .read(Tables.MARKET_TRADES)
              .where(col("pair").equalTo(pair))
              .select(col("trade_id").cast("long"), col("time"), col("price"), col("amount"))
              .orderBy(col("trade_id").cast("long"))
              .collectAsList();
      long first = inLake.isEmpty() ? newest.get(pair) + 1 : inLake.get(0).getLong(0);
      long last = Math.max(newest.get(pair), inLake.isEmpty() ? 0 : last(inLake));
      trades.add(
          ledger.trades(pair, Math.min(first, newest.get(pair)), last).stream()
              .map(Soak::key)
              .toList(),
          inLake.stream().map(Soak::tradeKey).toList());
      candles.add(
          ledger.candles(pair, CANDLE, start, until).stream().map(Soak::key).toList(),
          tables
              .read(Tables.BRONZE_CANDLES)
              .where(col("symbol").equalTo(pair.replace("-", "")))
              .where(col("source").equalTo("exchange").and(col("interval").equalTo("1h")))
              .select("open_time", "open", "high", "low", "close", "volume", "trades")
              .collectAsList()
              .stream()
              .map(Soak::candleKey)
              .toList());
    }
    out.printf("faults injected: %s%n", ledger.injectedCounts());
    out.printf("killed with SIGKILL: %d times%n", kills);
    out.println(trades);
    out.println(candles);
    return trades.isEqual() && candles.isEqual();
  }

  private static long last(List<Row> rows) {
    return rows.get(rows.size() - 1).getLong(0);
  }

  /** The exchange tells times to the millisecond. */
  private static String key(Trade trade) {
    return trade.id()
        + " "
        + trade.time().truncatedTo(ChronoUnit.MILLIS)
        + " "
        + plain(trade.price(), trade.amount());
  }

  private static String tradeKey(Row row) {
    return row.getLong(0)
        + " "
        + row.<Instant>getAs(1)
        + " "
        + plain(row.getDecimal(2), row.getDecimal(3));
  }

  private static String key(Candle candle) {
    return candle.openTime()
        + " "
        + plain(candle.open(), candle.high(), candle.low(), candle.close(), candle.volume())
        + " "
        + candle.trades();
  }

  private static String candleKey(Row row) {
    return row.<Instant>getAs(0)
        + " "
        + plain(
            row.getDecimal(1),
            row.getDecimal(2),
            row.getDecimal(3),
            row.getDecimal(4),
            row.getDecimal(5))
        + " "
        + row.getLong(6);
  }

  private static String plain(BigDecimal... numbers) {
    return Arrays.stream(numbers)
        .map(number -> number.stripTrailingZeros().toPlainString())
        .collect(Collectors.joining(" "));
  }

  private List<String> streamArguments(String role) {
    return List.of(
        "stream",
        "--set",
        "stream.role=" + role,
        "--set",
        "stream.channels=[trades]",
        "--set",
        "stream.silence-seconds=5",
        "--set",
        "exchange.addresses={" + EXCHANGE + ": \"" + simulator.address() + "\"}",
        "--pairs",
        String.join(",", pairs),
        "--lake",
        lake.toString());
  }

  /** This program in a process of its own, with the same JVM options. */
  private Process child(String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-Xmx"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx1500m", "-XX:TieredStopAtLevel=1"));
    // Else 48 MB with the first compiler alone, which Spark's generated code fills.
    command.addAll(List.of("-XX:ReservedCodeCacheSize=256m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(PROGRAM);
    command.addAll(arguments);
    File log = log(name);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    children.add(process);
    return process;
  }

  private File log(String name) {
    return lake.resolve("_soak-" + name + ".log").toFile();
  }

  private void kill(String name, Process process) throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "the " + name + " ended by itself with " + process.exitValue() + "; see " + log(name));
    }
    process.destroyForcibly().waitFor();
    kills++;
    out.printf(Locale.ROOT, "%2d  killed %s%n", kills, name);
  }

  private void end(String name, Process process) throws Exception {
    process.destroy();
    if (!process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
      new ProcessBuilder("jstack", Long.toString(process.pid()))
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name)))
          .start()
          .waitFor();
      throw new IllegalStateException("the " + name + " did not end; see " + log(name));
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException("the " + name + " did not end well; see " + log(name));
    }
  }

  private static void pause(double seconds) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(Math.round(seconds * 1_000));
  }

  private long number(String option) {
    return Long.parseLong(options.get(option));
  }

  /** What a table should have and what it has. */
  private static final class Tally {
    private final String name;
    private long expected;
    private long lost;
    private long doubled;
    private long strange;

    Tally(String name) {
      this.name = name;
    }

    void add(List<String> truth, List<String> found) {
      Map<String, Integer> counts = new HashMap<>();
      found.forEach(key -> counts.merge(key, 1, Integer::sum));
      expected += truth.size();
      for (String key : truth) {
        Integer count = counts.remove(key);
        lost += count == null ? 1 : 0;
        doubled += count == null ? 0 : count - 1;
      }
      strange += counts.values().stream().mapToLong(Integer::longValue).sum();
    }

    boolean isEqual() {
      return expected > 0 && lost == 0 && doubled == 0 && strange == 0;
    }

    @Override
    public String toString() {
      return "%s: %d expected, %d lost, %d doubled, %d that never were"
          .formatted(name, expected, lost, doubled, strange);
    }
  }
}
