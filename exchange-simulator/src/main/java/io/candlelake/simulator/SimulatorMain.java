package io.candlelake.simulator;

import static java.util.stream.Collectors.joining;

import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.FrameMarket;
import io.candlelake.simulator.market.MarketData;
import io.candlelake.simulator.market.RecordedCandles;
import io.candlelake.simulator.market.SeededSettings;
import io.candlelake.simulator.market.SimulatedPair;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The simulator as a program. It runs until it is killed. */
public final class SimulatorMain {
  private static final String USAGE =
      """
      A local exchange that speaks the protocols of Binance, Kraken, Coinbase and Bitstamp.

      Usage: ./candlelake simulate [options]

        --port N                  where to listen on this machine (default 8900; 0 = any free)
        --pairs N|BTC-USDT,...    how many pairs, or which (default 12)
        --seed N                  of the market (default 42)
        --trades-per-second N     over all pairs (default 1000)
        --days N                  of history before now (default 3)
        --replay PATH             instead of a seeded market: a folder of recorded candles
                                  (BTCUSDT.csv.gz), or a file of raw Binance frames
                                  (spot_btcusdt_20240808.gz)
        --at TIME                 what time it is there at the start: 2024-08-08T12:00:00Z
                                  (default now; of raw frames, where they begin)
        --speed N                 how fast time runs (default 1)
        --faults FILE.json        what goes wrong; docs/market-data.md shows the form
        --unlimited               answer any number of requests
        --help                    prints this and exits
      """;

  private static final int USER_MISTAKE = 2;
  private static final int MOST_NAMED = 12;

  /** What a client allows its clock and ours to differ by, by default. */
  private static final Duration LARGEST_SKEW = Duration.ofMinutes(1);

  private SimulatorMain() {}

  /** Runs it. */
  @SuppressWarnings("checkstyle:regexpsinglelinejava") // the program's own console
  public static void main(String[] args) {
    PrintStream out = System.out;
    if (List.of(args).contains("--help")) {
      out.print(USAGE);
      return;
    }
    int status = 0;
    try {
      SimulatorSettings settings = settings(options(args));
      try (Simulator simulator = Simulator.start(settings)) {
        out.println(greeting(simulator, settings));
        new CountDownLatch(1).await();
      }
    } catch (IllegalArgumentException | UncheckedIOException e) {
      System.err.println(
          "Cannot simulate: " + reason(e) + ". ./candlelake simulate --help shows the options.");
      status = USER_MISTAKE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.exit(status);
  }

  private static String reason(RuntimeException e) {
    return e instanceof UncheckedIOException io ? io.getCause().getMessage() : e.getMessage();
  }

  static String greeting(Simulator simulator, SimulatorSettings settings) {
    String http = simulator.address().toString();
    Instant now = settings.clock().instant();
    List<SimulatedPair> pairs = settings.market().listings();
    SimulatedPair first = pairs.get(0);
    Duration off = Duration.between(now, InstantSource.system().instant()).abs();
    String set = "--set 'exchange.addresses={binance: \"" + http + "\"}'";
    if (off.compareTo(LARGEST_SKEW) > 0) {
      set += " --set exchange.max-clock-skew-seconds=0";
    }
    return """
        The exchange is at %1$s, where it is %2$s; it lists %3$s.

        In another terminal:
          ./candlelake stream --pairs %4$s --lake LAKE %5$s
          ./candlelake ingest --source exchange --interval 1m --pairs %4$s --lake LAKE %5$s
        Or by hand, as Binance, Kraken, Coinbase and Bitstamp would be asked:
          curl '%1$s/api/v3/klines?symbol=%6$s&interval=1m&limit=3'
          curl '%1$s/0/public/Trades?pair=%6$s'
          curl '%1$s/products/%4$s/candles?granularity=60'
          curl '%1$s/api/v2/order_book/%7$s/'
        What really happened: %1$s/simulator/pairs and %1$s/simulator/faults

        Stop it with Ctrl-C."""
        .formatted(
            http,
            now.truncatedTo(ChronoUnit.SECONDS),
            names(pairs),
            first.pair(),
            set,
            first.base() + first.quote(),
            (first.base() + first.quote()).toLowerCase(Locale.ROOT));
  }

  private static String names(List<SimulatedPair> pairs) {
    String all = pairs.stream().limit(MOST_NAMED).map(SimulatedPair::pair).collect(joining(", "));
    int more = pairs.size() - MOST_NAMED;
    return more > 0 ? all + " and " + more + " more" : all;
  }

  /** Options by name; one without a value is empty. */
  static Map<String, String> options(String... args) {
    List<String> known =
        List.of(
            "--port",
            "--pairs",
            "--seed",
            "--trades-per-second",
            "--days",
            "--replay",
            "--at",
            "--speed",
            "--faults");
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--unlimited")) {
        options.put(args[i], "");
      } else if (!known.contains(args[i])) {
        throw new IllegalArgumentException("there is no option " + args[i]);
      } else if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " lacks its value");
      } else {
        options.put(args[i], args[++i]);
      }
    }
    return options;
  }

  static SimulatorSettings settings(Map<String, String> options) {
    double speed = number(options, "--speed", 1);
    long seed = (long) number(options, "--seed", 42);
    Instant now = InstantSource.system().instant();
    Optional<Path> replay = Optional.ofNullable(options.get("--replay")).map(Path::of);
    MarketData market;
    Instant start = now;
    if (replay.isPresent() && !Files.exists(replay.get())) {
      throw new IllegalArgumentException("--replay " + replay.get() + " is not there");
    }
    if (replay.isEmpty()) {
      market = BarMarket.seeded(seeded(options, now, seed));
    } else if (Files.isDirectory(replay.get())) {
      market = RecordedCandles.market(replay.get(), seed);
    } else {
      FrameMarket frames = FrameMarket.read(replay.get(), pair(replay.get()));
      market = frames;
      start = frames.start();
    }
    if (options.containsKey("--at")) {
      start = time(options.get("--at"));
    }
    if (!(speed > 0)) {
      throw new IllegalArgumentException("--speed is " + speed + ", more than 0 required");
    }
    SimulatorSettings settings =
        SimulatorSettings.of(market, new ScaledClock(start, speed, System::nanoTime))
            .at((int) number(options, "--port", 8_900));
    if (options.containsKey("--faults")) {
      Path faults = Path.of(options.get("--faults"));
      if (!Files.isRegularFile(faults)) {
        throw new IllegalArgumentException("there is no file --faults " + faults);
      }
      settings = settings.with(FaultFile.read(faults));
    }
    return options.containsKey("--unlimited") ? settings.unlimited() : settings;
  }

  private static SeededSettings seeded(Map<String, String> options, Instant now, long seed) {
    String pairs = options.getOrDefault("--pairs", "12");
    List<SimulatedPair> listings =
        pairs.matches("[0-9]{1,3}")
            ? SimulatedPair.first(Integer.parseInt(pairs))
            : Arrays.stream(pairs.split(",", -1)).map(SimulatedPair::of).toList();
    if (listings.isEmpty()) {
      throw new IllegalArgumentException("--pairs is 0");
    }
    long days = (long) number(options, "--days", 3);
    Duration minute = Duration.ofMinutes(1);
    return SeededSettings.clean(listings, seed, now.minus(Duration.ofDays(days)), minute)
        .withTradesPerSecond(number(options, "--trades-per-second", 1_000));
  }

  /** {@code spot_btcusdt_20240808.gz} is of BTC-USDT. */
  private static String pair(Path file) {
    String name = file.getFileName().toString().toUpperCase(java.util.Locale.ROOT);
    int quote = name.indexOf("USDT");
    if (quote < 0) {
      throw new IllegalArgumentException(
          "--replay " + file + ": its name has no pair like btcusdt");
    }
    String base = name.substring(name.lastIndexOf('_', quote) + 1, quote);
    return base + "-USDT";
  }

  private static Instant time(String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("--at is no UTC time: " + text, e);
    }
  }

  private static double number(Map<String, String> options, String name, double usual) {
    String text = options.get(name);
    if (text == null) {
      return usual;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is no number: " + text);
    }
  }
}
