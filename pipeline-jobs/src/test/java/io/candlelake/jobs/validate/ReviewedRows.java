package io.candlelake.jobs.validate;

import io.candlelake.common.table.Tables;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** What a review says of each received candle and each slot without one, as rows to look into. */
final class ReviewedRows {
  private static final StructType COLUMNS =
      StructType.fromDDL(
          "exchange STRING, pair STRING, kind STRING, open_time TIMESTAMP, chosen BOOLEAN, absurd"
              + " STRING, listing INT, listing_event STRING, listing_factor DOUBLE, flags"
              + " ARRAY<STRING>");

  private ReviewedRows() {}

  static Dataset<Row> of(Dataset<Row> received, List<String> shared, Limits limits) {
    return Review.of(received, shared, limits).pass(ReviewedRows::rows, COLUMNS);
  }

  /** How often each check was raised, by pair, in all time. */
  static Dataset<Row> checkResults(Dataset<Row> received, List<String> shared, Limits limits) {
    Review review = Review.of(received, shared, limits);
    try (ReviewFindings findings = ReviewFindings.in(review, all(), Outages.NONE)) {
      return findings.checkResults();
    }
  }

  static MicrosRange all() {
    return MicrosRange.of(io.candlelake.common.market.TimeRange.ALL);
  }

  /** Good candles of all time, with the columns of {@link Tables#CANDLES}. */
  static Dataset<Row> candles(Dataset<Row> received, List<String> shared, Limits limits) {
    return Silver.candles(Review.of(received, shared, limits), all());
  }

  private static Iterator<InternalRow> rows(Iterator<Reviewed> reviewed) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return reviewed.hasNext();
      }

      @Override
      public InternalRow next() {
        return row(reviewed.next());
      }
    };
  }

  private static InternalRow row(Reviewed reviewed) {
    boolean begins = reviewed.chosen && reviewed.start.isPresent();
    return new GenericInternalRow(
        new Object[] {
          reviewed.candle().exchange(),
          reviewed.candle().pair(),
          text(reviewed.kind().name().toLowerCase(Locale.ROOT)),
          reviewed.hasTime() ? (Long) reviewed.openMicros() : null,
          reviewed.chosen,
          reviewed.absurd.isEmpty() ? null : text(reviewed.absurd),
          reviewed.listing,
          begins ? text(reviewed.start.get().event().code()) : null,
          begins && !Double.isNaN(reviewed.start.get().factor())
              ? (Double) reviewed.start.get().factor()
              : null,
          FindingRows.texts(CandleChecks.names(Severity.FLAG, reviewed.raised))
        });
  }

  private static UTF8String text(String text) {
    return UTF8String.fromString(text);
  }
}
