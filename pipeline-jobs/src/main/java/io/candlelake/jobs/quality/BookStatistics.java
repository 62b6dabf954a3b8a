package io.candlelake.jobs.quality;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.candlelake.common.dataset.Books;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The books of a day as costs: rows of {@code silver.book_statistics} but for the run. */
final class BookStatistics {
  private static final List<Double> SIZES = List.of(1e3, 1e4, 1e5);

  private BookStatistics() {}

  /**
   * One row for each exchange, pair and UTC day.
   *
   * @param books rows of {@code silver.order_books}
   */
  static Dataset<Row> of(Dataset<Row> books) {
    return Books.withCosts(books, SIZES)
        .groupBy("exchange", "pair", "day")
        .agg(
            count(lit(1)).as("books"),
            expr("percentile_cont(0.5) WITHIN GROUP (ORDER BY spread_bps)").as("median_spread_bps"),
            expr("percentile_cont(0.9) WITHIN GROUP (ORDER BY spread_bps)").as("p90_spread_bps"),
            avg("bid_depth_10bps").as("mean_bid_depth_10bps"),
            avg("ask_depth_10bps").as("mean_ask_depth_10bps"),
            medianCost(0).as("cost_1k_bps"),
            medianCost(1).as("cost_10k_bps"),
            medianCost(2).as("cost_100k_bps"));
  }

  /** A book too thin for the size counts as one of unbounded cost. */
  private static Column medianCost(int size) {
    String both = "(buy_cost_bps[" + size + "] + sell_cost_bps[" + size + "]) / 2";
    String bounded = "coalesce(" + both + ", double('Infinity'))";
    return expr(
        "nullif(percentile_disc(0.5) WITHIN GROUP (ORDER BY " + bounded + "), double('Infinity'))");
  }
}
