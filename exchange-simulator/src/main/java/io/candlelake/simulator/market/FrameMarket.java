package io.candlelake.simulator.market;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * Recorded raw frames of Binance's combined streams, one pair a file: gzip lines {@code <local
 * nanoseconds> <JSON>} with depth changes, best bid and ask, trades, and a snapshot of the book.
 * Ids, numbers and exchange times are the recording's. A best bid and ask has no time of its own:
 * it gets that of receipt, moved by what the first depth change is off.
 */
public final class FrameMarket implements MarketData {
  private final SimulatedPair listing;
  private final List<Trade> trades;
  private final List<BookChange> changes;
  private final List<BestQuotes> tops;
  private final Book snapshot;

  private TreeMap<BigDecimal, BigDecimal> bids = new TreeMap<>();
  private TreeMap<BigDecimal, BigDecimal> asks = new TreeMap<>();
  private int applied;

  private FrameMarket(
      SimulatedPair listing,
      List<Trade> trades,
      List<BookChange> changes,
      List<BestQuotes> tops,
      Book snapshot) {
    this.listing = listing;
    this.trades = List.copyOf(trades);
    this.changes = List.copyOf(changes);
    this.tops = List.copyOf(tops);
    this.snapshot = snapshot;
    restart();
  }

  /**
   * Reads a file.
   *
   * @param pair as {@code BTC-USDT}
   * @throws UncheckedIOException when it cannot be read, or has no trade, change or snapshot
   */
  public static FrameMarket read(Path file, String pair) {
    Reading reading = new Reading();
    try (InputStream raw = Files.newInputStream(file);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(raw), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        reading.line(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (reading.trades.isEmpty() || reading.changes.isEmpty() || reading.snapshot.isEmpty()) {
      throw new UncheckedIOException(
          new IOException(file + " lacks trades, depth changes or the book's snapshot"));
    }
    int decimals =
        reading.trades.stream()
            .mapToInt(trade -> Math.max(0, trade.price().stripTrailingZeros().scale()))
            .max()
            .orElse(0);
    String[] assets = pair.split("-", -1);
    double price = reading.trades.get(0).price().doubleValue();
    return new FrameMarket(
        new SimulatedPair(assets[0], assets[1], price, decimals),
        reading.trades,
        reading.changes,
        reading.tops,
        reading.snapshot.get());
  }

  /** When the recording begins. */
  public Instant start() {
    return changes.get(0).time();
  }

  /** When it ends. */
  public Instant end() {
    return changes.get(changes.size() - 1).time();
  }

  @Override
  public List<SimulatedPair> listings() {
    return List.of(listing);
  }

  @Override
  public List<Candle> firstCandles(
      SimulatedPair of, Duration interval, Instant from, Instant to, int limit, Instant now) {
    List<Candle> all = candles(interval, from, to, now);
    return all.subList(0, Math.min(limit, all.size()));
  }

  @Override
  public List<Candle> lastCandles(
      SimulatedPair of, Duration interval, Instant from, Instant to, int limit, Instant now) {
    List<Candle> all = candles(interval, from, to, now);
    return all.subList(Math.max(0, all.size() - limit), all.size());
  }

  private List<Candle> candles(Duration interval, Instant from, Instant to, Instant now) {
    List<Candle> candles = new ArrayList<>();
    for (Trade trade : trades) {
      Instant open = CandleGrid.floor(trade.time(), interval);
      if (trade.time().isAfter(now) || open.isBefore(from) || !open.isBefore(to)) {
        continue;
      }
      BigDecimal price = trade.price();
      Candle one = new Candle(open, price, price, price, price, trade.amount(), 1);
      int last = candles.size() - 1;
      if (last >= 0 && candles.get(last).openTime().equals(open)) {
        candles.set(last, candles.get(last).and(one));
      } else {
        candles.add(one);
      }
    }
    return candles;
  }

  @Override
  public long lastTrade(SimulatedPair of, Instant time) {
    return trades.get(0).id() - 1 + countUntil(trades, Trade::time, time);
  }

  @Override
  public List<Trade> trades(SimulatedPair of, long first, long last) {
    long base = trades.get(0).id();
    long from = Math.max(0, first - base);
    long to = Math.min(trades.size(), last - base + 1);
    return from >= to ? List.of() : trades.subList((int) from, (int) to);
  }

  /** The snapshot as long as nothing newer was recorded, then with every change since. */
  @Override
  public synchronized Book book(SimulatedPair of, Instant time) {
    int wanted = countUntil(changes, BookChange::time, time);
    if (wanted < applied) {
      restart();
    }
    for (; applied < wanted; applied++) {
      BookChange change = changes.get(applied);
      if (change.last() > snapshot.update()) {
        apply(change.bids(), bids);
        apply(change.asks(), asks);
      }
    }
    Instant last = applied == 0 ? snapshot.time() : changes.get(applied - 1).time();
    long update = applied == 0 ? 0 : changes.get(applied - 1).last();
    return new Book(
        Math.max(update, snapshot.update()), last, levels(bids.descendingMap()), levels(asks));
  }

  @Override
  public List<BookChange> bookChanges(SimulatedPair of, Instant after, Instant until) {
    return between(changes, BookChange::time, after, until);
  }

  @Override
  public List<BestQuotes> tops(SimulatedPair of, Instant after, Instant until) {
    return between(tops, BestQuotes::time, after, until);
  }

  @Override
  public List<PlantedFault> plantedFaults(SimulatedPair of, Instant from, Instant to) {
    return List.of();
  }

  private void restart() {
    bids = new TreeMap<>();
    asks = new TreeMap<>();
    apply(snapshot.bids(), bids);
    apply(snapshot.asks(), asks);
    applied = 0;
  }

  private static void apply(List<Level> levels, Map<BigDecimal, BigDecimal> side) {
    for (Level level : levels) {
      if (level.amount().signum() == 0) {
        side.remove(level.price());
      } else {
        side.put(level.price(), level.amount());
      }
    }
  }

  private static List<Level> levels(Map<BigDecimal, BigDecimal> side) {
    List<Level> levels = new ArrayList<>(side.size());
    side.forEach((price, amount) -> levels.add(new Level(price, amount)));
    return levels;
  }

  private static <T> List<T> between(
      List<T> list, Function<T, Instant> time, Instant after, Instant until) {
    int from = countUntil(list, time, after);
    return list.subList(from, Math.max(from, countUntil(list, time, until)));
  }

  /** How many there are at or before a time; the list is in order of time. */
  private static <T> int countUntil(List<T> list, Function<T, Instant> time, Instant until) {
    int low = 0;
    int high = list.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (time.apply(list.get(middle)).isAfter(until)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static final class Reading {
    private static final ObjectReader JSON = JsonMapper.builder().build().reader();

    private final List<Trade> trades = new ArrayList<>();
    private final List<BookChange> changes = new ArrayList<>();
    private final List<BestQuotes> tops = new ArrayList<>();
    private Optional<Book> snapshot = Optional.empty();
    private Optional<Duration> offset = Optional.empty();

    void line(String line) throws IOException {
      int space = line.indexOf(' ');
      Instant received = Instant.EPOCH.plusNanos(Long.parseLong(line.substring(0, space)));
      JsonNode frame = JSON.readTree(line.substring(space + 1));
      JsonNode data = frame.path("data");
      if (frame.has("lastUpdateId")) {
        snapshot = Optional.of(snapshot(frame, shifted(received)));
      } else if (data.path("e").asText().equals("trade")) {
        trades.add(trade(data));
      } else if (data.path("e").asText().equals("depthUpdate")) {
        Instant time = later(millis(data.path("E")));
        offset = offset.or(() -> Optional.of(Duration.between(received, time)));
        changes.add(
            new BookChange(
                time,
                data.path("U").asLong(),
                data.path("u").asLong(),
                levels(data.path("b")),
                levels(data.path("a"))));
      } else if (data.has("u") && data.has("B")) {
        tops.add(
            new BestQuotes(
                data.path("u").asLong(),
                shifted(received),
                level(data.path("b"), data.path("B")),
                level(data.path("a"), data.path("A"))));
      }
    }

    private Instant shifted(Instant received) {
      return received.plus(offset.orElse(Duration.ZERO));
    }

    /** The list must be in order even where the exchange's times are not. */
    private Instant later(Instant time) {
      Instant last = changes.isEmpty() ? time : changes.get(changes.size() - 1).time();
      return time.isBefore(last) ? last : time;
    }

    private static Book snapshot(JsonNode frame, Instant time) {
      List<Level> bids = new ArrayList<>(levels(frame.path("bids")));
      bids.sort(Comparator.comparing(Level::price).reversed());
      return new Book(frame.path("lastUpdateId").asLong(), time, bids, levels(frame.path("asks")));
    }

    private static Trade trade(JsonNode data) {
      return new Trade(
          data.path("t").asLong(),
          millis(data.path("T")),
          new BigDecimal(data.path("p").asText()),
          new BigDecimal(data.path("q").asText()),
          data.path("m").asBoolean() ? Trade.Side.SELL : Trade.Side.BUY);
    }

    private static Instant millis(JsonNode node) {
      return Instant.ofEpochMilli(node.asLong());
    }

    private static List<Level> levels(JsonNode rows) {
      List<Level> levels = new ArrayList<>();
      rows.forEach(row -> levels.add(level(row.path(0), row.path(1))));
      return levels;
    }

    private static Level level(JsonNode price, JsonNode amount) {
      return new Level(new BigDecimal(price.asText()), new BigDecimal(amount.asText()));
    }
  }
}
