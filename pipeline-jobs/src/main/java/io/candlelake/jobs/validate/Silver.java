package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.xxhash64;

import io.candlelake.common.job.JobContext;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Tables;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The good candles of a review, and the write that makes the table equal to them. */
final class Silver {
  private static final String[] KEY = Tables.CANDLES.key().toArray(String[]::new);

  /** What makes a candle another candle; when and by which run it came does not. */
  private static final Column VALUES =
      xxhash64(
          col("open"),
          col("high"),
          col("low"),
          col("close"),
          col("volume"),
          col("trades"),
          col("quality"),
          col("filled"),
          col("listing"),
          col("revision"));

  private Silver() {}

  /** The good candles of a review that open in the range, as {@link SilverRows} makes them. */
  static Dataset<Row> candles(Review review, MicrosRange range) {
    Limits limits = review.limits();
    return review.pass(
        reviewed -> new SilverRows(reviewed, limits.interval(), range), SilverRows.COLUMNS);
  }

  /**
   * Makes the run's part of the table equal to these candles; returns how many rows it wrote.
   *
   * @param count how many they are
   */
  static long write(JobContext context, Dataset<Row> candles, long count) {
    Dataset<Row> present = context.readRange(Tables.CANDLES);
    if (present.isEmpty()) {
      return count == 0 ? 0 : context.append(Tables.CANDLES, candles);
    }
    Dataset<Row> before =
        present
            .withColumn("values_before", VALUES)
            .select("exchange", "pair", "interval", "open_time", "values_before");
    Column same = coalesce(col("values_now").equalTo(col("values_before")), lit(false));
    Dataset<Row> different =
        candles
            .withColumn("values_now", VALUES)
            .join(before, KEY, "full_outer")
            .where(not(same))
            .persist();
    try {
      if (different.isEmpty()) {
        return 0;
      }
      boolean onlyAddsOrChanges = different.where(col("values_now").isNull()).isEmpty();
      return onlyAddsOrChanges
          ? context.upsert(Tables.CANDLES, different)
          : context.replaceRange(Tables.CANDLES, candles, RowFilter.all());
    } finally {
      different.unpersist();
    }
  }
}
