package io.candlelake.jobs.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Laws of the review over random arrivals: gaps, faults, duplicates, corrections, disorder. */
class SeriesReviewTest {
  private static final int OPEN_MICROS = 4;
  private static final int KIND = Review.OUTPUT.fieldIndex("kind");
  private static final int CHOSEN = Review.OUTPUT.fieldIndex("chosen");
  private static final int LISTING = Review.OUTPUT.fieldIndex("listing");
  private static final int REVISION = Review.OUTPUT.fieldIndex("revision");
  private static final Comparator<Row> ARRIVAL =
      Comparator.comparing((Row row) -> row.getLong(OPEN_MICROS))
          .thenComparing(row -> row.getInstant(16))
          .thenComparing(row -> row.isNullAt(13) ? 0 : row.getLong(13));
  private static final double[] SPIKES = {0.1, 0.3, 1.5, 3, 9, 10, 37, 100, 1000};
  private static final int COUNTED = Review.OUTPUT.fieldIndex("counted");

  @Property(tries = 200)
  void laterCandlesChangeNoEarlierVerdict(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 299) int cut) {
    List<Row> arrivals = arrivals(new Random(seed), 300);
    long cutMicros = micros(cut);
    List<Row> known = arrivals.stream().filter(r -> r.getLong(OPEN_MICROS) < cutMicros).toList();
    List<Row> part = review(known);
    long newest =
        part.stream()
            .filter(row -> row.getBoolean(CHOSEN))
            .mapToLong(row -> row.getLong(OPEN_MICROS))
            .max()
            .orElse(Long.MIN_VALUE);
    // Holes after the newest valid candle are known only when the next one comes.
    List<Row> whole =
        review(arrivals).stream()
            .filter(row -> row.getLong(OPEN_MICROS) < cutMicros)
            .filter(
                row ->
                    row.getString(KIND).equals(Review.RECEIVED)
                        || row.getString(KIND).equals(Review.HELD)
                        || row.getLong(OPEN_MICROS) < newest)
            .toList();
    assertThat(part).isEqualTo(whole);
  }

  @Property(tries = 100)
  void everySlotBetweenFirstAndLastValidIsValidOrAHole(@ForAll long seed) {
    List<Row> reviewed = review(arrivals(new Random(seed), 200));
    List<Row> slots =
        reviewed.stream()
            .filter(
                row ->
                    row.getBoolean(CHOSEN)
                        || row.getString(KIND).equals(Review.FILLED)
                        || row.getString(KIND).equals(Review.MISSING))
            .toList();
    for (int i = 1; i < slots.size(); i++) {
      Row before = slots.get(i - 1);
      Row slot = slots.get(i);
      if (slot.getInt(LISTING) == before.getInt(LISTING)) {
        assertThat(slot.getLong(OPEN_MICROS) - before.getLong(OPEN_MICROS))
            .isEqualTo(3_600_000_000L);
      } else {
        assertThat(slot.getInt(LISTING)).isEqualTo(before.getInt(LISTING) + 1);
        assertThat(before.getBoolean(CHOSEN) && slot.getBoolean(CHOSEN)).isTrue();
      }
    }
  }

  /** No candle is dropped under an open position without a mark: whoever holds has one to see. */
  @Property(tries = 200)
  void everyRejectedSlotAfterACandleIsHeldInTheListingOfThatCandle(@ForAll long seed) {
    List<Row> reviewed = review(arrivals(new Random(seed), 300));
    Map<Long, Integer> held = new HashMap<>();
    for (Row row : reviewed) {
      if (row.getString(KIND).equals(Review.HELD)) {
        assertThat(held.put(row.getLong(OPEN_MICROS), row.getInt(LISTING))).isNull();
      }
    }
    int listing = 0;
    long rejected = 0;
    for (Row row : reviewed) {
      boolean received = row.getString(KIND).equals(Review.RECEIVED);
      if (row.getBoolean(CHOSEN)) {
        listing = row.getInt(LISTING);
      } else if (received && row.getBoolean(COUNTED) && listing > 0) {
        assertThat(held).containsEntry(row.getLong(OPEN_MICROS), listing);
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
    for (Row row : chosen(review(arrivals(new Random(seed), 400)))) {
      if (row.getInt(LISTING) == listing) {
        // After a true spike the market is where it was before.
        assertThat(Math.min(apart(row, close), apart(row, closeBefore)))
            .isLessThan(Math.log(100) + 1e-9);
        closeBefore = close;
      }
      close = row.getDecimal(8).doubleValue();
      closeBefore = row.getInt(LISTING) == listing ? closeBefore : close;
      listing = row.getInt(LISTING);
    }
  }

  /** How far the whole candle is from a close, as a logarithm; below 0 if not as a whole. */
  private static double apart(Row row, double close) {
    double open = row.getDecimal(5).doubleValue();
    double high = row.getDecimal(6).doubleValue();
    double low = row.getDecimal(7).doubleValue();
    return open > close ? Math.log(low / close) : Math.log(close / high);
  }

  @Property(tries = 50)
  void atMostTheConfiguredSlotsOfAGapAreFilled(@ForAll long seed) {
    int run = 0;
    for (Row row : review(arrivals(new Random(seed), 300))) {
      if (row.getString(KIND).equals(Review.FILLED)) {
        run++;
        assertThat(row.getDecimal(8)).isEqualTo(row.getDecimal(5));
        assertThat(row.getDecimal(9)).isEqualByComparingTo(BigDecimal.ZERO);
      } else if (row.getBoolean(CHOSEN)) {
        run = 0;
      }
      assertThat(run).isLessThanOrEqualTo(Arrivals.LIMITS.maxFillBars());
    }
  }

  @Property(tries = 200)
  void candlesBuiltFromTradesYieldToTheExchangesOwnWheneverTheyCame(@ForAll long seed) {
    Random random = new Random(seed);
    List<Row> own = arrivals(random, 200);
    List<Row> alone = chosen(review(own));
    List<Row> both = new ArrayList<>(own);
    for (Row candle : alone) {
      int hour = (int) ((candle.getLong(OPEN_MICROS) - micros(0)) / 3_600_000_000L);
      double close = candle.getDecimal(8).doubleValue() * (1 + random.nextInt(3) * 1e-4);
      Instant later = Arrivals.NOW.plusSeconds(120);
      if (random.nextBoolean()) {
        both.add(builtFromTrades(hour, candle.getDecimal(5).doubleValue(), close, later));
      }
    }
    both.sort(ARRIVAL);
    assertThat(chosen(review(both))).isEqualTo(alone);
  }

  @Test
  void theExchangesOwnCandleReplacesOneBuiltFromTradesAsARevision() {
    Row built = builtFromTrades(0, 100, 101, Arrivals.NOW);
    Row rebuilt = builtFromTrades(0, 100, 102, Arrivals.NOW.plusSeconds(1));
    Row own = row(0, 100, 103, 1, Arrivals.NOW.plusSeconds(2), false, 0);
    Row late = builtFromTrades(0, 100, 104, Arrivals.NOW.plusSeconds(3));
    assertThat(chosen(review(List.of(built, rebuilt))))
        .extracting(row -> row.getDecimal(8).intValue(), row -> row.getInt(REVISION))
        .containsExactly(org.assertj.core.groups.Tuple.tuple(102, 1));
    assertThat(chosen(review(List.of(built, rebuilt, own, late))))
        .extracting(row -> row.getDecimal(8).intValue(), row -> row.getInt(REVISION))
        .containsExactly(org.assertj.core.groups.Tuple.tuple(103, 2));
  }

  @Test
  void aHoleSaysThatNothingWasTradedWhereTheSourceDid() {
    List<Row> rows = new ArrayList<>();
    rows.add(row(0, 100, 101, 1, Arrivals.NOW, false, 0));
    rows.add(withoutTrade(1));
    rows.add(withoutTrade(3));
    rows.add(row(4, 101, 102, 5, Arrivals.NOW, false, 0));
    rows.add(row(6, 102, 103, 6, Arrivals.NOW, false, 0));
    int said = Review.OUTPUT.fieldIndex("said_no_trade");
    assertThat(review(rows))
        .extracting(row -> row.getBoolean(said))
        .containsExactly(false, true, false, true, false, false, false);
  }

  @Test
  void aFileWithTheNewestFirstIsInOrder() {
    List<Row> rows = new ArrayList<>();
    for (int hour = 0; hour < 30; hour++) {
      long line = hour == 20 ? 300 : 100 - hour;
      rows.add(row(hour, 100, 101, line, Arrivals.NOW, false, 0));
    }
    int early = Review.OUTPUT.fieldIndex("arrived_early");
    List<Row> reviewed = review(rows);
    assertThat(reviewed.stream().filter(row -> row.getBoolean(early)).count()).isEqualTo(1);
    assertThat(reviewed.get(20).getBoolean(early)).isTrue();
  }

  private static Row withoutTrade(int hour) {
    Object[] cells = new Object[Review.INPUT.size()];
    Row like = row(hour, 100, 100, hour + 1, Arrivals.NOW, true, 0);
    for (int i = 0; i < cells.length; i++) {
      cells[i] = like.get(i);
    }
    for (String price : List.of("open", "high", "low", "close", "volume")) {
      cells[Review.INPUT.fieldIndex(price)] = null;
    }
    cells[Review.INPUT.fieldIndex("no_trade")] = true;
    return RowFactory.create(cells);
  }

  private static List<Row> chosen(List<Row> reviewed) {
    return reviewed.stream().filter(row -> row.getBoolean(CHOSEN)).toList();
  }

  private static Row builtFromTrades(int hour, double open, double close, Instant fetchedAt) {
    Object[] cells = new Object[Review.INPUT.size()];
    Row like = row(hour, open, close, 0, fetchedAt, false, 0);
    for (int i = 0; i < cells.length; i++) {
      cells[i] = like.get(i);
    }
    cells[Review.INPUT.fieldIndex("source")] = "trades";
    cells[Review.INPUT.fieldIndex("source_line")] = null;
    return RowFactory.create(cells);
  }

  private static List<Row> review(List<Row> sorted) {
    List<Row> result = new ArrayList<>();
    new SeriesReview(sorted.iterator(), Arrivals.LIMITS).forEachRemaining(result::add);
    return result;
  }

  /** Rows of {@link Review#INPUT} in the order that {@link Review} hands them over. */
  private static List<Row> arrivals(Random random, int hours) {
    List<Row> rows = new ArrayList<>();
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

  private static Row row(
      int hour,
      double open,
      double close,
      long line,
      Instant fetchedAt,
      boolean failsAlone,
      int othersMoving) {
    return RowFactory.create(
        "binance",
        "BTC-USDT",
        "1h",
        "BTCUSDT",
        micros(hour),
        Arrivals.price(open),
        Arrivals.price(Math.max(open, close)),
        Arrivals.price(Math.min(open, close)),
        Arrivals.price(close),
        Arrivals.price(3),
        null,
        "files",
        "BTCUSDT.csv",
        line,
        null,
        null,
        fetchedAt,
        failsAlone,
        false,
        othersMoving,
        null,
        null);
  }

  private static long micros(int hour) {
    return (Arrivals.START.getEpochSecond() + 3_600L * hour) * 1_000_000;
  }
}
