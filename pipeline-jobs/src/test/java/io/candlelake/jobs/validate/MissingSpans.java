package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.unix_micros;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Spans without candles inside a pair's history, from rows of {@code silver.candles}. */
final class MissingSpans {
  private MissingSpans() {}

  /**
   * One row for each hole between two candles that the source made: exchange, pair, interval,
   * {@code first_missing} (open time of the first candle that is not there), {@code next_present}
   * (open time of the next that is), {@code missing_bars}. Candles that we filled are holes still.
   */
  static Dataset<Row> of(Dataset<Row> candles) {
    Column previousClose =
        lag(col("close_time"), 1)
            .over(Window.partitionBy("exchange", "pair", "interval").orderBy("open_time"));
    Column length = unix_micros(col("close_time")).minus(unix_micros(col("open_time")));
    Column hole = unix_micros(col("next_present")).minus(unix_micros(col("first_missing")));
    return candles
        .where(not(col("filled")))
        .withColumn("first_missing", previousClose)
        .withColumn("next_present", col("open_time"))
        .where(col("next_present").gt(col("first_missing")))
        .select(
            col("exchange"),
            col("pair"),
            col("interval"),
            col("first_missing"),
            col("next_present"),
            hole.divide(length).cast("long").as("missing_bars"));
  }
}
