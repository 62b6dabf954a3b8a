package io.candlelake.jobs.validate;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_micros;

import io.candlelake.common.dataset.InternalRows;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Puts every received row among its neighbours: one shuffle, shared by all passes; a pass goes over
 * each series in order of time and arrival and evaluates all checks. Nothing is kept between
 * passes: a review costs less than to store it.
 */
final class Review {
  private final SparkSession spark;
  private final JavaRDD<InternalRow> sorted;
  private final MarketMoves moves;
  private final Limits limits;

  private Review(
      SparkSession spark, JavaRDD<InternalRow> sorted, MarketMoves moves, Limits limits) {
    this.spark = requireNonNull(spark, "spark is null");
    this.sorted = requireNonNull(sorted, "sorted is null");
    this.moves = requireNonNull(moves, "moves is null");
    this.limits = requireNonNull(limits, "limits is null");
  }

  /** From the reviewed candles of a partition, series by series, to rows that are kept. */
  @FunctionalInterface
  interface Pass extends Serializable {
    Iterator<InternalRow> over(Iterator<Reviewed> reviewed);
  }

  /**
   * Of bronze rows with their pair.
   *
   * @param shared pairs received of more than one exchange
   */
  static Review of(Dataset<Row> received, List<String> shared, Limits limits) {
    Dataset<Row> sorted =
        received
            .withColumn("open_micros", unix_micros(col("open_time")))
            .transform(rows -> PricesElsewhere.with(rows, shared))
            .selectExpr(ReceivedRows.COLUMNS.fieldNames())
            .repartition(col("exchange"), col("pair"))
            .sortWithinPartitions(
                "pair",
                "exchange",
                "open_time",
                "fetched_at",
                "source_ref",
                "source_line",
                // Rows that arrived alike: any fixed order, whatever the partitions.
                "close",
                "open",
                "high",
                "low",
                "volume",
                "raw");
    return new Review(
        received.sparkSession(), InternalRows.of(sorted), MarketMoves.in(received), limits);
  }

  SparkSession spark() {
    return spark;
  }

  Limits limits() {
    return limits;
  }

  /**
   * What a pass makes of the reviewed candles.
   *
   * @param columns of the rows that it makes
   */
  Dataset<Row> pass(Pass pass, StructType columns) {
    // Tasks need these, not the whole review.
    MarketMoves moving = moves;
    Limits compared = limits;
    return InternalRows.dataset(
        spark,
        sorted.mapPartitions(
            rows -> pass.over(new SeriesReview(new ReceivedRows(rows, moving), compared))),
        columns);
  }
}
