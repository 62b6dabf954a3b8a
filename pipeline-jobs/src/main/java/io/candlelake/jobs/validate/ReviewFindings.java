package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * All results of a review but the good candles, computed in one pass: few rows, which stay
 * persisted until {@link #close}.
 */
final class ReviewFindings implements AutoCloseable {
  private final Dataset<Row> all;
  private final Limits limits;
  private final List<Row> series;
  private final List<Row> listings;

  private ReviewFindings(Dataset<Row> all, Limits limits) {
    this.all = all;
    this.limits = limits;
    List<Row> ofSeries = all.where("series IS NOT NULL OR listing IS NOT NULL").collectAsList();
    this.series = parts(ofSeries, "series");
    this.listings = parts(ofSeries, "listing");
  }

  private static List<Row> parts(List<Row> rows, String kind) {
    return rows.stream().map(row -> row.<Row>getAs(kind)).filter(part -> part != null).toList();
  }

  /**
   * @param range in which rows are checked and rejected; listings and days are of all time
   */
  static ReviewFindings in(Review review, MicrosRange range, Outages outages) {
    Limits limits = review.limits();
    Dataset<Row> all =
        review
            .pass(
                reviewed -> new SeriesFindings(reviewed, limits, range, outages),
                FindingRows.COLUMNS)
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new ReviewFindings(all, limits);
  }

  SparkSession spark() {
    return all.sparkSession();
  }

  Limits limits() {
    return limits;
  }

  /** Rows of {@code gold.check_results} without the run: every pair with every check. */
  Dataset<Row> checkResults() {
    return CheckCounts.of(spark(), series, limits);
  }

  /** The listings of all pairs, of all time. */
  Listings listings() {
    return Listings.in(listings, limits);
  }

  /** Rows of {@link FindingRows#DAY}. */
  Dataset<Row> days() {
    return all.where(col("day").isNotNull()).select("day.*");
  }

  /** Rows of {@code silver.rejected_candles} without the run. */
  Dataset<Row> rejected() {
    return all.where(col("rejected").isNotNull()).select("rejected.*");
  }

  /** How many rows {@link #rejected} has. */
  long rowsRejected() {
    return sum("rows_rejected");
  }

  /** How many rows silver has in the range. */
  long candles() {
    return sum("candles");
  }

  private long sum(String column) {
    return series.stream().mapToLong(row -> row.<Long>getAs(column)).sum();
  }

  @Override
  public void close() {
    all.unpersist();
  }
}
