package io.candlelake.jobs.ingest.files;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.Symbols;
import io.candlelake.exchanges.archive.CandleLayout;
import io.candlelake.exchanges.archive.CellReader.Unreadable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The first records of a file, and what they show to be wrong with the whole of it. */
final class CandleSample {
  private static final int SIZE = 1_000;

  /** So many times are needed to tell an interval. */
  private static final int TIMES_NEEDED = 3;

  private static final double MOST = 0.9;

  private static final Pattern HAS_OFFSET =
      Pattern.compile(".*\\d ?(?:Z|UTC|GMT|(?:GMT|UTC)?[+-]\\d\\d:?(?:\\d\\d)?)$");

  private static final int SHOWN = 5;

  private final CandleLayout layout;
  private final Pair pair;
  private final Interval interval;
  private final List<CandleRecord.Candle> candles = new ArrayList<>();
  private String firstUnreadable;
  private Optional<String> ofWholeFile = Optional.empty();
  private final TreeSet<String> symbols = new TreeSet<>();
  private long records;

  CandleSample(CandleLayout layout, Pair pair, Interval interval) {
    this.layout = requireNonNull(layout, "layout is null");
    this.pair = requireNonNull(pair, "pair is null");
    this.interval = requireNonNull(interval, "interval is null");
  }

  boolean isFull() {
    return records >= SIZE;
  }

  /** Takes a record in; those behind the first are not looked at. */
  void add(CandleRecord record) {
    if (isFull()) {
      return;
    }
    records++;
    record.symbol(layout).ifPresent(symbols::add);
    try {
      Instant openTime = record.openTime(layout);
      checkOffset(record);
      candles.add(record.candle(layout, openTime));
    } catch (Unreadable e) {
      String where = "line " + record.line() + ": " + e.getMessage();
      if (e.isOfWholeFile() && ofWholeFile.isEmpty()) {
        ofWholeFile = Optional.of(where);
      }
      firstUnreadable = firstUnreadable == null ? where : firstUnreadable;
    }
  }

  private void checkOffset(CandleRecord record) {
    if (!layout.timeName().toLowerCase(Locale.ROOT).contains("local")) {
      return;
    }
    String time = String.valueOf(record.cells().get(layout.columns().time()));
    if (!HAS_OFFSET.matcher(time).matches() && ofWholeFile.isEmpty()) {
      ofWholeFile =
          Optional.of(
              "line %d: '%s' is a local time without its offset from UTC"
                  .formatted(record.line(), time));
    }
  }

  /** Why the file cannot be read; empty when nothing is wrong with it as a whole. */
  Optional<String> problem() {
    if (records == 0) {
      return Optional.of("it has no candle");
    }
    if (ofWholeFile.isPresent()) {
      return ofWholeFile;
    }
    Optional<String> otherMarket = otherMarket();
    if (otherMarket.isPresent()) {
      return otherMarket;
    }
    if (2L * (records - candles.size()) > records) {
      return Optional.of(
          "%d of its first %d lines cannot be read; %s"
              .formatted(records - candles.size(), records, firstUnreadable));
    }
    long[] times =
        new TreeSet<>(candles.stream().map(candle -> EpochMicros.of(candle.openTime())).toList())
            .stream().mapToLong(Long::longValue).toArray();
    return wrongInterval(times).or(() -> offGrid(times)).or(this::wrongOrder);
  }

  /** A file of one pair has one symbol, and none that is another pair. */
  private Optional<String> otherMarket() {
    if (symbols.size() > 1) {
      return Optional.of(
          "it has rows of several markets (%s); write a file for each"
              .formatted(symbols.stream().limit(SHOWN).collect(Collectors.joining(", "))));
    }
    return symbols.stream()
        .filter(
            symbol -> Symbols.pair(symbol, Map.of()).filter(read -> !read.equals(pair)).isPresent())
        .findFirst()
        .map(symbol -> "its rows are of %s, its name is of %s".formatted(symbol, pair));
  }

  /**
   * The interval that the distances between the times show. A gap is a longer distance, so a file
   * of the interval wanted has that distance at least once; one of another has nearly one distance.
   */
  private Optional<String> wrongInterval(long[] times) {
    if (times.length < TIMES_NEEDED) {
      return Optional.empty();
    }
    Map<Long, Integer> distances = new HashMap<>();
    for (int i = 1; i < times.length; i++) {
      distances.merge(times[i] - times[i - 1], 1, Integer::sum);
    }
    long usual =
        distances.entrySet().stream()
            .max(
                Map.Entry.<Long, Integer>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey()))
            .orElseThrow()
            .getKey();
    boolean finer = usual < interval.micros();
    boolean coarser =
        !distances.containsKey(interval.micros())
            && usual > interval.micros()
            && distances.get(usual) >= MOST * (times.length - 1);
    return finer || coarser ? Optional.of(otherInterval(usual)) : Optional.empty();
  }

  private String otherInterval(long micros) {
    Optional<Interval> known =
        Arrays.stream(Interval.values()).filter(one -> one.micros() == micros).findFirst();
    String remedy =
        known
            .map(found -> "use --interval " + found.code())
            .orElse("known intervals are " + Interval.codes());
    String found = known.map(Interval::code).orElse(words(micros));
    return "its candles are of %s, not of %s; %s".formatted(found, interval.code(), remedy);
  }

  private Optional<String> offGrid(long[] times) {
    Map<Long, Integer> offsets = new HashMap<>();
    for (long time : times) {
      offsets.merge(Math.floorMod(time, interval.micros()), 1, Integer::sum);
    }
    int onGrid = offsets.getOrDefault(0L, 0);
    if (times.length < TIMES_NEEDED || 2 * onGrid >= times.length) {
      return Optional.empty();
    }
    String example = EpochMicros.toInstant(times[0]).toString();
    return Optional.of(
        "its times are not on the grid of %s in UTC, %s for example: they may be of another time"
                .formatted(interval.code(), example)
            + " zone or those of the close; write the open times in UTC");
  }

  /** Columns without names are taken by their place only if the values agree with it. */
  private Optional<String> wrongOrder() {
    if (layout.named()) {
      return Optional.empty();
    }
    List<CandleRecord.Candle> whole =
        candles.stream()
            .filter(one -> one.open() != null && one.high() != null)
            .filter(one -> one.low() != null && one.close() != null && one.volume() != null)
            .sorted(Comparator.comparing(CandleRecord.Candle::openTime))
            .toList();
    long inconsistent = whole.stream().filter(one -> !isConsistent(one)).count();
    double joins = 0;
    double crossed = 0;
    for (int i = 1; i < whole.size(); i++) {
      joins += distance(whole.get(i - 1).close(), whole.get(i).open());
      crossed += distance(whole.get(i - 1).open(), whole.get(i).close());
    }
    boolean swapped = joins > crossed;
    return 10 * inconsistent > whole.size() || swapped
        ? Optional.of(
            "it has no header, and its columns are not time, open, high, low, close, volume; add a"
                + " header")
        : Optional.empty();
  }

  private static boolean isConsistent(CandleRecord.Candle candle) {
    return candle.high().compareTo(candle.open().max(candle.close())) >= 0
        && candle.low().compareTo(candle.open().min(candle.close())) <= 0;
  }

  private static double distance(BigDecimal before, BigDecimal after) {
    return Math.abs(after.doubleValue() - before.doubleValue());
  }

  private static String words(long micros) {
    Duration time = Duration.ofNanos(micros * 1_000);
    if (time.toDays() > 0 && time.equals(Duration.ofDays(time.toDays()))) {
      return time.toDays() + " days";
    }
    return time.toHours() > 0 && time.equals(Duration.ofHours(time.toHours()))
        ? time.toHours() + " hours"
        : time.toMinutes() > 0 ? time.toMinutes() + " minutes" : time.toSeconds() + " seconds";
  }
}
