package io.candlelake.jobs.ingest;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * What of a fetch is news to an append-only table.
 *
 * <p>A candle is news when its slot was never received, or never with these values, or when the
 * source went back from the newest values we know to earlier ones: then no row of the fetch has the
 * newest values. A line that could not be read is news when no line of that text was at that place
 * of that file.
 */
final class NewCandles {
  private static final String[] SLOT = {"exchange", "symbol", "interval", "slot", "line"};

  private NewCandles() {}

  static Dataset<Row> among(Dataset<Row> received, Dataset<Row> known) {
    Dataset<Row> history =
        withSlot(known)
            .groupBy(col("exchange"), col("symbol"), col("interval"), col("slot"), col("line"))
            .agg(
                collect_set(col("values")).as("ever"),
                max_by(col("values"), struct(col("fetched_at"), col("source_line"))).as("newest"));
    Column isNewest = col("values").equalTo(col("newest"));
    Column newestConfirmed =
        max(isNewest).over(Window.partitionBy("exchange", "symbol", "interval", "slot", "line"));
    return withSlot(received)
        .join(history, SLOT, "left")
        .withColumn("newest_confirmed", newestConfirmed)
        .where(
            col("newest")
                .isNull()
                .or(not(array_contains(col("ever"), col("values"))))
                .or(not(col("newest_confirmed"))))
        .drop("slot", "line", "values", "ever", "newest", "newest_confirmed");
  }

  /** Adds what names a candle's slot, or the line of a file, and a hash of what was said there. */
  private static Dataset<Row> withSlot(Dataset<Row> rows) {
    Column readable = col("malformed").isNull();
    Column line = concat_ws(":", col("source_ref"), col("source_line"));
    return rows.withColumn(
            "slot", coalesce(when(readable, col("open_time")), lit(0).cast("timestamp")))
        .withColumn("line", when(readable, lit("")).otherwise(line))
        .withColumn(
            "values",
            when(
                    readable,
                    xxhash64(
                        col("open"),
                        col("high"),
                        col("low"),
                        col("close"),
                        col("volume"),
                        col("trades")))
                .otherwise(xxhash64(col("raw"))));
  }
}
