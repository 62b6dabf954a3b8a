package io.candlelake.simulator;

import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.FrameMarket;
import io.candlelake.simulator.market.Listing;
import io.candlelake.simulator.market.MarketData;
import io.candlelake.simulator.market.RecordedCandles;
import io.candlelake.simulator.market.SeededSettings;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The simulator as a program. It runs until it is killed. */
public final class SimulatorMain {
  private static final String USAGE =
      """
      A local exchange that speaks the protocols of Binance, Kraken, Coinbase and Bitstamp.

        --port N                  where to listen on this machine (default 8900; 0 = any free)
        --pairs N|BTC-USDT,...    how many pairs, or which (default 12)
        --seed N                  of the market (default 42)
        --trades-per-second N     over all pairs (default 1000)
        --days N                  of history before now (default 3)
        --replay PATH             instead of a seeded market: a folder of recorded candles
                                  (BTCUSDT.csv.gz), or a file of raw Binance frames
                                  (spot_btcusdt_20240808.gz)
        --speed N                 how fast time runs (default 1)
        --faults FILE.json        what goes wrong, see docs
        --unlimited               no limit of requests
        --help
      """;

  private static final int USER_MISTAKE = 2;

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
    try (Simulator simulator = Simulator.start(settings(options(args)))) {
      out.println(greeting(simulator));
      new CountDownLatch(1).await();
    } catch (IllegalArgumentException | UncheckedIOException e) {
      System.err.println("Cannot simulate: " + e.getMessage());
      System.err.println("See --help.");
      status = USER_MISTAKE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.exit(status);
  }

  static String greeting(Simulator simulator) {
    String http = simulator.address().toString();
    String ws = "ws" + http.substring("http".length());
    return """
        The exchange is at %1$s

          curl '%1$s/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=3'      (as Binance)
          curl '%1$s/0/public/Trades?pair=XBTUSDT'                          (as Kraken)
          curl '%1$s/products/BTC-USDT/candles?granularity=60'              (as Coinbase)
          curl '%1$s/api/v2/order_book/btcusdt/'                            (as Bitstamp)
          streams: %2$s/stream?streams=btcusdt@trade (Binance), %2$s (the others)
          what really happened: %1$s/simulator/pairs, /simulator/faults

        For Candlelake: exchange.addresses.binance: %1$s
        Stop it with Ctrl-C."""
        .formatted(http, ws);
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
            "--speed",
            "--faults");
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--unlimited")) {
        options.put(args[i], "");
      } else if (!known.contains(args[i])) {
        throw new IllegalArgumentException("no option " + args[i]);
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
    if (replay.isEmpty()) {
      market = BarMarket.seeded(seeded(options, now, seed));
    } else if (Files.isDirectory(replay.get())) {
      market = RecordedCandles.market(replay.get(), seed);
    } else {
      FrameMarket frames = FrameMarket.read(replay.get(), pair(replay.get()));
      market = frames;
      start = frames.start();
    }
    SimulatorSettings settings =
        SimulatorSettings.of(market, new FastClock(start, speed, System::nanoTime))
            .at((int) number(options, "--port", 8_900));
    if (options.containsKey("--faults")) {
      settings = settings.with(FaultFile.read(Path.of(options.get("--faults"))));
    }
    return options.containsKey("--unlimited") ? settings.unlimited() : settings;
  }

  private static SeededSettings seeded(Map<String, String> options, Instant now, long seed) {
    String pairs = options.getOrDefault("--pairs", "12");
    List<Listing> listings =
        pairs.matches("[0-9]{1,3}")
            ? Listing.first(Integer.parseInt(pairs))
            : Arrays.stream(pairs.split(",", -1)).map(Listing::of).toList();
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
      throw new IllegalArgumentException("the pair is not in the name of " + file);
    }
    String base = name.substring(name.lastIndexOf('_', quote) + 1, quote);
    return base + "-USDT";
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
