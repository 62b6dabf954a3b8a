package io.candlelake.jobs.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.testing.LocalSpark;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The counts of a day and a pair, by hand. */
class ReviewFindingsTest {
  private static final long HOUR = 3_600_000_000L;
  private static final long START = Arrivals.START.getEpochSecond() * 1_000_000;

  /**
   * Hours 0 to 9 and 20 to 29 are there, 25 twice; 10 is rejected; a line has no time; the exchange
   * confirms that it made no candle from 12 to 15.
   */
  private static Dataset<Row> received() {
    Arrivals arrivals =
        new Arrivals()
            .row(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, "no number")
            .clean(0, 10)
            .row(600, 100, 101, 99, 100, -1, null)
            .clean(20, 26)
            .candle(25)
            .clean(26, 30);
    return arrivals
        .dataset(LocalSpark.session())
        .selectExpr("* EXCEPT (open_time)", "if(malformed IS NULL, open_time, NULL) AS open_time");
  }

  @Test
  void aPassCountsRowsDaysAndChecks() {
    Outages outages =
        new Outages(
            Map.of(
                "binance BTC-USDT",
                List.of(new MicrosRange(START + 12 * HOUR, START + 16 * HOUR))));
    Review review = Review.of(received(), List.of(), Arrivals.LIMITS);
    try (ReviewFindings findings = ReviewFindings.in(review, ReviewedRows.all(), outages)) {
      long filled = Arrivals.LIMITS.maxFillBars();
      List<Row> days = Completeness.of(findings, outages).orderBy("day").collectAsList();
      assertThat(days).hasSize(2);
      assertCounts(days.get(0), 24, 16, 14, 2, 0, filled, 10, 4, 0);
      assertCounts(days.get(1), 6, 6, 6, 0, 1, 0, 0, 0, 0);
      assertThat(findings.rowsRejected()).isEqualTo(2);
      assertThat(findings.candles()).isEqualTo(20 + filled);
      assertThat(findings.rejected().orderBy("open_time").collectAsList())
          .extracting(row -> row.getList(row.fieldIndex("reasons")), row -> row.getAs("detail"))
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(List.of("malformed"), "no number"),
              org.assertj.core.groups.Tuple.tuple(List.of("negative-volume"), null));
      assertThat(
              findings
                  .checkResults()
                  .where("rows_raised > 0")
                  .selectExpr("concat_ws(' ', check, rows_raised, rows_checked)")
                  .collectAsList())
          .extracting(row -> row.getString(0))
          .containsExactlyInAnyOrder(
              "malformed 1 23", "negative-volume 1 23", "duplicate 1 23", "gap 1 23");
    }
  }

  @Test
  void rowsOutsideTheRangeAreNotCheckedButTheirDaysAreCounted() {
    Review review = Review.of(received(), List.of(), Arrivals.LIMITS);
    MicrosRange range = new MicrosRange(START + 24 * HOUR, START + 48 * HOUR);
    try (ReviewFindings findings = ReviewFindings.in(review, range, Outages.NONE)) {
      assertThat(findings.days().count()).isEqualTo(2);
      assertThat(findings.candles()).isEqualTo(6);
      // The line without time belongs to every range.
      assertThat(findings.rowsRejected()).isEqualTo(1);
      assertThat(findings.checkResults().selectExpr("max(rows_checked)").head().getLong(0))
          .isEqualTo(8);
      assertThat(findings.listings().pairSpans())
          .containsExactly(
              new Listings.PairSpan(
                  "binance", "BTC-USDT", START, START + 29 * HOUR, START + 29 * HOUR));
      assertThat(Silver.candles(review, range).count()).isEqualTo(6);
    }
  }

  private static void assertCounts(Row day, long expected, long... counts) {
    assertThat(day.<Long>getAs("expected")).isEqualTo(expected);
    for (int i = 0; i < counts.length; i++) {
      String name = DayCounts.COLUMNS.get(i);
      assertThat(day.<Long>getAs(name)).as(name).isEqualTo(counts[i]);
    }
  }
}
