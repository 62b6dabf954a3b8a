package io.candlelake.jobs.validate;

import static io.candlelake.jobs.validate.ReceivedCandle.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.market.Interval;
import io.candlelake.jobs.validate.Reviewed.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

/** Laws of the review over random arrivals: gaps, faults, duplicates, corrections, disorder. */
class SeriesReviewTest {
  private static final Comparator<ReceivedCandle> ARRIVAL =
      Comparator.comparing(ReceivedCandle::openMicros)
          .thenComparing(ReceivedCandle::fetchedAtMicros)
          .thenComparing(row -> Math.max(0, row.sourceLine()));
  private static final StructType SILVER = SilverRows.COLUMNS;
  private static final double[] SPIKES = {0.1, 0.3, 1.5, 3, 9, 10, 37, 100, 1000};

  @Property(tries = 200)
  void laterCandlesChangeNoEarlierVerdict(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 299) int cut) {
    List<ReceivedCandle> arrivals = arrivals(new Random(seed), 300);
    long cutMicros = micros(cut);
    List<ReceivedCandle> known = arrivals.stream().filter(r -> r.openMicros() < cutMicros).toList();
    List<Reviewed> part = review(known);
    long newest =
        part.stream()
            .filter(row -> row.chosen)
            .mapToLong(row -> row.openMicros())
            .max()
            .orElse(Long.MIN_VALUE);
    // Holes after the newest valid candle are known only when the next one comes.
    List<Reviewed> whole =
        review(arrivals).stream()
            .filter(row -> row.openMicros() < cutMicros)
            .filter(
                row ->
                    row.kind() == Kind.RECEIVED
                        || row.kind() == Kind.HELD
                        || row.openMicros() < newest)
            .toList();
    assertThat(cells(part)).isEqualTo(cells(whole));
  }

  @Property(tries = 100)
  void everySlotBetweenFirstAndLastValidIsValidOrAHole(@ForAll long seed) {
    List<Reviewed> reviewed = review(arrivals(new Random(seed), 200));
    List<Reviewed> slots =
        reviewed.stream()
            .filter(row -> row.chosen || row.kind() == Kind.FILLED || row.kind() == Kind.MISSING)
            .toList();
    for (int i = 1; i < slots.size(); i++) {
      Reviewed before = slots.get(i - 1);
      Reviewed slot = slots.get(i);
      if (slot.listing == before.listing) {
        assertThat(slot.openMicros() - before.openMicros()).isEqualTo(3_600_000_000L);
      } else {
        assertThat(slot.listing).isEqualTo(before.listing + 1);
        assertThat(before.chosen && slot.chosen).isTrue();
      }
    }
  }

  /** No candle is dropped under an open position without a mark: whoever holds has one to see. */
  @Property(tries = 200)
  void everyRejectedSlotAfterACandleIsHeldInTheListingOfThatCandle(@ForAll long seed) {
    List<Reviewed> reviewed = review(arrivals(new Random(seed), 300));
    Map<Long, Integer> held = new HashMap<>();
    for (Reviewed row : reviewed) {
      if (row.kind() == Kind.HELD) {
        assertThat(held.put(row.openMicros(), row.listing)).isNull();
      }
    }
    int listing = 0;
    long rejected = 0;
    for (Reviewed row : reviewed) {
      boolean received = row.kind() == Kind.RECEIVED;
      if (row.chosen) {
        listing = row.listing;
      } else if (received && row.counted && listing > 0) {
        assertThat(held).containsEntry(row.openMicros(), listing);
        rejected++;
      }
    }
    assertThat(held).hasSize((int) rejected);
  }

  /** Within a listing no candle lies as a whole where a market cannot have got to. */
  @Property(tries = 200)
  void noListingHasACandleThatIsOfAnother(@ForAll long seed) {
    double close = Double.NaN;
    double closeBefore = Double.NaN;
    int listing = 0;
    for (Reviewed row : chosen(review(arrivals(new Random(seed), 400)))) {
      if (row.listing == listing) {
        // After a true spike the market is where it was before.
        assertThat(Math.min(apart(row, close), apart(row, closeBefore)))
            .isLessThan(Math.log(100) + 1e-9);
        closeBefore = close;
      }
      close = row.candle().close().nearest();
      closeBefore = row.listing == listing ? closeBefore : close;
      listing = row.listing;
    }
  }

  /** How far the whole candle is from a close, as a logarithm; below 0 if not as a whole. */
  private static double apart(Reviewed row, double close) {
    double open = row.candle().open().nearest();
    double high = row.candle().high().nearest();
    double low = row.candle().low().nearest();
    return open > close ? Math.log(low / close) : Math.log(close / high);
  }

  @Property(tries = 50)
  void atMostTheConfiguredSlotsOfAGapAreFilled(@ForAll long seed) {
    int run = 0;
    for (Reviewed row : review(arrivals(new Random(seed), 300))) {
      if (row.kind() == Kind.FILLED) {
        run++;
      } else if (row.chosen) {
        run = 0;
      }
      assertThat(run).isLessThanOrEqualTo(Arrivals.LIMITS.maxFillBars());
    }
  }

  @Property(tries = 50)
  void aFilledSlotStandsAtTheCloseBeforeItWithoutVolume(@ForAll long seed) {
    Map<Long, Double> closes = new TreeMap<>();
    List<InternalRow> filled = new ArrayList<>();
    Iterator<Reviewed> reviewed = review(arrivals(new Random(seed), 300)).iterator();
    new SilverRows(reviewed, Interval.ONE_HOUR, ReviewedRows.all())
        .forEachRemaining(
            row -> {
              if (row.getBoolean(SILVER.fieldIndex("filled"))) {
                filled.add(row);
              } else {
                closes.put(row.getLong(3), row.getDouble(SILVER.fieldIndex("close")));
              }
            });
    for (InternalRow row : filled) {
      double before =
          closes.entrySet().stream()
              .filter(close -> close.getKey() < row.getLong(3))
              .reduce((first, last) -> last)
              .orElseThrow()
              .getValue();
      for (String price : List.of("open", "high", "low", "close")) {
        assertThat(row.getDouble(SILVER.fieldIndex(price))).isEqualTo(before);
      }
      assertThat(row.getDouble(SILVER.fieldIndex("volume"))).isZero();
      assertThat(row.isNullAt(SILVER.fieldIndex("trades"))).isTrue();
    }
  }

  @Property(tries = 200)
  void candlesBuiltFromTradesYieldToTheExchangesOwnWheneverTheyCame(@ForAll long seed) {
    Random random = new Random(seed);
    List<ReceivedCandle> own = arrivals(random, 200);
    List<Reviewed> alone = chosen(review(own));
    List<ReceivedCandle> both = new ArrayList<>(own);
    for (Reviewed candle : alone) {
      int hour = (int) ((candle.openMicros() - micros(0)) / 3_600_000_000L);
      double close = candle.candle().close().nearest() * (1 + random.nextInt(3) * 1e-4);
      Instant later = Arrivals.NOW.plusSeconds(120);
      if (random.nextBoolean()) {
        both.add(builtFromTrades(hour, candle.candle().open().nearest(), close, later));
      }
    }
    both.sort(ARRIVAL);
    assertThat(cells(chosen(review(both)))).isEqualTo(cells(alone));
  }

  @Test
  void theExchangesOwnCandleReplacesOneBuiltFromTradesAsARevision() {
    ReceivedCandle built = builtFromTrades(0, 100, 101, Arrivals.NOW);
    ReceivedCandle rebuilt = builtFromTrades(0, 100, 102, Arrivals.NOW.plusSeconds(1));
    ReceivedCandle own = row(0, 100, 103, 1, Arrivals.NOW.plusSeconds(2), false, 0);
    ReceivedCandle late = builtFromTrades(0, 100, 104, Arrivals.NOW.plusSeconds(3));
    assertThat(chosen(review(List.of(built, rebuilt))))
        .extracting(row -> (int) row.candle().close().nearest(), row -> row.revision)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(102, 1));
    assertThat(chosen(review(List.of(built, rebuilt, own, late))))
        .extracting(row -> (int) row.candle().close().nearest(), row -> row.revision)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(103, 2));
  }

  @Test
  void aHoleSaysThatNothingWasTradedWhereTheSourceDid() {
    List<ReceivedCandle> rows = new ArrayList<>();
    rows.add(row(0, 100, 101, 1, Arrivals.NOW, false, 0));
    rows.add(withoutTrade(1));
    rows.add(withoutTrade(3));
    rows.add(row(4, 101, 102, 5, Arrivals.NOW, false, 0));
    rows.add(row(6, 102, 103, 6, Arrivals.NOW, false, 0));
    assertThat(review(rows))
        .extracting(row -> row.saidNoTrade)
        .containsExactly(false, true, false, true, false, false, false);
  }

  @Test
  void aFileWithTheNewestFirstIsInOrder() {
    List<ReceivedCandle> rows = new ArrayList<>();
    for (int hour = 0; hour < 30; hour++) {
      long line = hour == 20 ? 300 : 100 - hour;
      rows.add(row(hour, 100, 101, line, Arrivals.NOW, false, 0));
    }
    List<Reviewed> reviewed = review(rows);
    assertThat(reviewed.stream().filter(row -> row.arrivedEarly).count()).isEqualTo(1);
    assertThat(reviewed.get(20).arrivedEarly).isTrue();
  }

  private static ReceivedCandle withoutTrade(int hour) {
    return received(
        hour, Exact.NONE, Exact.NONE, Exact.NONE, "files", hour + 1, Arrivals.NOW, false, 0);
  }

  private static List<Reviewed> chosen(List<Reviewed> reviewed) {
    return reviewed.stream().filter(row -> row.chosen).toList();
  }

  private static ReceivedCandle builtFromTrades(
      int hour, double open, double close, Instant fetchedAt) {
    return received(hour, exact(open), exact(close), exact(3), "trades", NONE, fetchedAt, false, 0);
  }

  /** All that is known of each, to be compared. */
  private static List<List<Object>> cells(List<Reviewed> reviewed) {
    return reviewed.stream()
        .map(
            row ->
                List.<Object>of(
                    row.kind(),
                    row.candle(),
                    row.openMicros(),
                    row.chosen,
                    row.counted,
                    row.revision,
                    row.duplicate,
                    row.conflict,
                    row.arrivedEarly,
                    row.gapBars,
                    row.unchangedBars,
                    row.deviations,
                    row.absurd,
                    row.saidNoTrade,
                    row.listing,
                    row.start,
                    row.priceRatio,
                    row.raised))
        .toList();
  }

  private static List<Reviewed> review(List<ReceivedCandle> sorted) {
    List<Reviewed> result = new ArrayList<>();
    new SeriesReview(sorted.iterator(), Arrivals.LIMITS).forEachRemaining(result::add);
    return result;
  }

  /** Candles in the order that {@link Review} hands them over. */
  private static List<ReceivedCandle> arrivals(Random random, int hours) {
    List<ReceivedCandle> rows = new ArrayList<>();
    double close = 100;
    long line = 0;
    for (int hour = 0; hour < hours; hour++) {
      if (random.nextInt(80) == 0) {
        close *= Math.pow(10, random.nextInt(9) - 4);
        hour += random.nextBoolean() ? 0 : 30;
      }
      double open = close;
      close = open * Math.exp(random.nextGaussian() * 0.005);
      if (random.nextInt(15) == 0) {
        hour += random.nextInt(7);
      }
      int copies = random.nextInt(20) == 0 ? 2 : 1;
      for (int copy = 0; copy < copies; copy++) {
        line++;
        double factor = random.nextInt(25) == 0 ? SPIKES[random.nextInt(SPIKES.length)] : 1;
        boolean corrected = copy > 0 && random.nextBoolean();
        rows.add(
            row(
                hour,
                open,
                close * factor * (corrected ? 1.001 : 1),
                line,
                copy > 0 && random.nextBoolean() ? Arrivals.NOW.plusSeconds(60) : Arrivals.NOW,
                random.nextInt(40) == 0,
                random.nextInt(4)));
      }
    }
    rows.sort(ARRIVAL);
    return rows;
  }

  private static ReceivedCandle row(
      int hour,
      double open,
      double close,
      long line,
      Instant fetchedAt,
      boolean failsAlone,
      int othersMoving) {
    return received(
        hour,
        exact(open),
        exact(close),
        exact(3),
        "files",
        line,
        fetchedAt,
        failsAlone,
        othersMoving);
  }

  private static ReceivedCandle received(
      int hour,
      Exact open,
      Exact close,
      Exact volume,
      String source,
      long line,
      Instant fetchedAt,
      boolean failsAlone,
      int othersMoving) {
    return new ReceivedCandle(
        text("binance"),
        text("BTC-USDT"),
        text("BTCUSDT"),
        micros(hour),
        open,
        open.isBelow(close) ? close : open,
        open.isBelow(close) ? open : close,
        close,
        volume,
        NONE,
        text(source),
        text("BTCUSDT.csv"),
        line,
        failsAlone ? Optional.of(text("no candle")) : Optional.empty(),
        Optional.empty(),
        EpochMicros.of(fetchedAt),
        new Evidence(othersMoving, Double.NaN, Double.NaN));
  }

  private static Exact exact(double value) {
    return Exact.of(Arrivals.price(value).unscaledValue().toByteArray());
  }

  private static UTF8String text(String text) {
    return UTF8String.fromString(text);
  }

  private static long micros(int hour) {
    return (Arrivals.START.getEpochSecond() + 3_600L * hour) * 1_000_000;
  }
}
