package io.candlelake.jobs.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Laws of the review over random arrivals: gaps, faults, duplicates, corrections, disorder. */
class SeriesReviewTest {
  private static final int OPEN_MICROS = 4;
  private static final int KIND = Review.OUTPUT.fieldIndex("kind");
  private static final int CHOSEN = Review.OUTPUT.fieldIndex("chosen");
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
                        || row.getLong(OPEN_MICROS) < newest)
            .toList();
    assertThat(part).isEqualTo(whole);
  }

  @Property(tries = 100)
  void everySlotBetweenFirstAndLastValidIsValidOrAHole(@ForAll long seed) {
    List<Row> reviewed = review(arrivals(new Random(seed), 200));
    List<Long> slots =
        reviewed.stream()
            .filter(row -> row.getBoolean(CHOSEN) || !row.getString(KIND).equals(Review.RECEIVED))
            .map(row -> row.getLong(OPEN_MICROS))
            .toList();
    for (int i = 1; i < slots.size(); i++) {
      assertThat(slots.get(i) - slots.get(i - 1)).isEqualTo(3_600_000_000L);
    }
  }

  @Property(tries = 100)
  void everySlotReceivedIsCountedOnceAndChosenAtMostOnce(@ForAll long seed) {
    List<Row> arrivals = arrivals(new Random(seed), 200);
    List<Row> reviewed = review(arrivals);
    long slots = arrivals.stream().map(row -> row.getLong(OPEN_MICROS)).distinct().count();
    assertThat(reviewed.stream().filter(row -> row.getBoolean(COUNTED)).count()).isEqualTo(slots);
    assertThat(reviewed.stream().filter(row -> row.getBoolean(CHOSEN)))
        .allMatch(row -> row.getBoolean(COUNTED))
        .extracting(row -> row.getLong(OPEN_MICROS))
        .doesNotHaveDuplicates();
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
      double open = close;
      close = open * Math.exp(random.nextGaussian() * 0.005);
      if (random.nextInt(15) == 0) {
        hour += random.nextInt(7);
      }
      int copies = random.nextInt(20) == 0 ? 2 : 1;
      for (int copy = 0; copy < copies; copy++) {
        line++;
        double factor = random.nextInt(25) == 0 ? 1 + random.nextInt(9) : 1;
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
    rows.sort(
        Comparator.comparing((Row row) -> row.getLong(OPEN_MICROS))
            .thenComparing(row -> row.getInstant(16))
            .thenComparing(row -> row.getLong(13)));
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
        othersMoving);
  }

  private static long micros(int hour) {
    return (Arrivals.START.getEpochSecond() + 3_600L * hour) * 1_000_000;
  }
}
