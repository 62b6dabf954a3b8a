package io.candlelake.jobs.quality;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;

import io.candlelake.common.config.Config;
import io.candlelake.common.market.Interval;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What checks look at, cut to the run's pairs and range.
 *
 * @param candles rows of {@code silver.candles} of every interval
 * @param trades rows of {@code silver.trades}
 * @param books rows of {@code bronze.order_books} with their pair
 * @param interval the run's interval, which other candles are compared with
 */
record Observed(
    Dataset<Row> candles,
    Dataset<Row> trades,
    Dataset<Row> books,
    Interval interval,
    Config.Quality limits) {
  Observed {
    requireNonNull(candles, "candles is null");
    requireNonNull(trades, "trades is null");
    requireNonNull(books, "books is null");
    requireNonNull(interval, "interval is null");
    requireNonNull(limits, "limits is null");
  }

  /** Candles of the run's interval in which something was traded. */
  Dataset<Row> tradedCandles() {
    return RebuiltCandles.traded(ofInterval());
  }

  /** Candles of the run's interval. */
  Dataset<Row> ofInterval() {
    return candles.where(col("interval").equalTo(interval.code()));
  }
}
