package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.candlelake.common.job.JobContext;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Tables;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Good candles: what they are, and how the table is brought to hold exactly them. */
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

  /**
   * The candles of reviewed rows: the chosen one of each slot, and slots filled.
   *
   * <p><b>Filling.</b> The first {@code validate.max-fill-bars} slots without valid candle after a
   * valid one carry its close as all four prices, volume 0, {@code filled} and the flag {@code
   * filled}; the rest of a longer gap stays missing. Whether a slot is filled does not depend on
   * the gap's length, which is not known at its close. After the newest candle nothing is filled,
   * nor between the last candle of a listing and the first of the next. A slot whose candle was
   * rejected is filled wherever it is, and has the flag {@code rejected} besides.
   */
  static Dataset<Row> candles(Dataset<Row> reviewed) {
    Column held = col("kind").equalTo(Review.HELD);
    Column filled = held.or(col("kind").equalTo(Review.FILLED));
    return reviewed
        .where(filled.or(col("chosen")))
        .select(
            col("exchange"),
            col("pair"),
            col("interval"),
            col("open_time"),
            col("close_time"),
            number("open"),
            number("high"),
            number("low"),
            number("close"),
            number("volume"),
            col("trades"),
            when(held, array(lit(Review.FILLED), lit("rejected")))
                .when(filled, array(lit(Review.FILLED)))
                .otherwise(col("flags"))
                .as("quality"),
            filled.as("filled"),
            col("listing"),
            col("revision"),
            col("source"),
            col("fetched_at"));
  }

  /** A received value as silver has it: the double nearest to it. */
  private static Column number(String name) {
    return col(name).cast("double").as(name);
  }

  /** Makes the run's part of the table hold these candles; returns how many rows it wrote. */
  static long bring(JobContext context, Dataset<Row> candles) {
    Dataset<Row> present = context.readRange(Tables.CANDLES);
    if (present.isEmpty()) {
      return candles.isEmpty() ? 0 : context.append(Tables.CANDLES, candles);
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
