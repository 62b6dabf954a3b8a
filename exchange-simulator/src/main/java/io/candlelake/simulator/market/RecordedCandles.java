package io.candlelake.simulator.market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of recorded candles, one file a pair: {@code BTCUSDT.csv.gz} or {@code
 * XBTUSD-5m.csv.gz}; of several intervals of a pair the shortest is taken.
 */
public final class RecordedCandles {
  private static final Pattern NAME =
      Pattern.compile(
          "([A-Z0-9]+?)(USDT|USDC|USD|EUR|BTC|ETH)(-PERP)?(?:-([0-9]+[mhd]))?\\.csv\\.gz");

  private RecordedCandles() {}

  private record File(Path path, String base, String quote, Duration interval) {
    String pair() {
      return base + "-" + quote;
    }
  }

  /**
   * The market of a folder, read whole: some 60 bytes a candle.
   *
   * @param seed of the trades and books between the candles
   * @throws UncheckedIOException when the folder has no such file or one cannot be read
   */
  public static BarMarket market(Path folder, long seed) {
    Map<String, File> finest = new LinkedHashMap<>();
    for (File file : files(folder)) {
      finest.merge(file.pair(), file, (a, b) -> a.interval().compareTo(b.interval()) <= 0 ? a : b);
    }
    if (finest.isEmpty()) {
      throw new UncheckedIOException(
          new IOException("no file like BTCUSDT.csv.gz or XBTUSD-5m.csv.gz in " + folder));
    }
    Map<SimulatedPair, BarSeries> series = new LinkedHashMap<>();
    for (File file : finest.values()) {
      RecordedSeries candles = RecordedSeries.read(file.path());
      double price = candles.candle(0).open().doubleValue();
      series.put(
          new SimulatedPair(file.base(), file.quote(), price, candles.priceDecimals()), candles);
    }
    return BarMarket.recorded(series, seed);
  }

  private static List<File> files(Path folder) {
    List<File> files = new ArrayList<>();
    try (Stream<Path> paths = Files.list(folder)) {
      paths.sorted().forEach(path -> file(path).ifPresent(files::add));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static Optional<File> file(Path path) {
    Matcher name = NAME.matcher(path.getFileName().toString());
    if (!name.matches()) {
      return Optional.empty();
    }
    String base = name.group(1).equals("XBT") ? "BTC" : name.group(1);
    Duration interval =
        Optional.ofNullable(name.group(4)).map(RecordedCandles::length).orElse(Duration.ZERO);
    return Optional.of(new File(path, base, name.group(2), interval));
  }

  private static Duration length(String code) {
    long count = Long.parseLong(code.substring(0, code.length() - 1));
    return switch (code.charAt(code.length() - 1)) {
      case 'm' -> Duration.ofMinutes(count);
      case 'h' -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
