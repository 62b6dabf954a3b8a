package io.candlelake.jobs.ingest.stream;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.left;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.table.Tables;
import io.candlelake.exchanges.spool.SpoolLines;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Lines of the spool as rows of bronze tables. */
final class BatchRows {
  /** The kind of a line that is no message of ours. */
  static final String UNREADABLE = "unreadable";

  private static final int RAW_KEPT = 500;

  private static final StructType LINE =
      StructType.fromDDL(
          "kind STRING, exchange STRING, symbol STRING, pair STRING, received BIGINT,"
              + " source STRING, id STRING, time BIGINT, price STRING, amount STRING, side STRING,"
              + " malformed STRING, raw STRING, sequence BIGINT,"
              + " bids ARRAY<STRUCT<price: STRING, amount: STRING>>,"
              + " asks ARRAY<STRUCT<price: STRING, amount: STRING>>,"
              + " interval STRING, open STRING, high STRING, low STRING, close STRING,"
              + " volume STRING, trades BIGINT, event STRING, detail STRING");

  private BatchRows() {}

  /**
   * The messages of lines, in one partition: a batch is small, and what follows needs no shuffle.
   *
   * @param lines {@code value} and {@code file}, the segment it stands in
   */
  static Dataset<Row> messages(Dataset<Row> lines) {
    return lines
        .coalesce(1)
        .withColumn("message", from_json(col("value"), LINE, Map.of()))
        .select("value", "file", "message.*")
        .withColumn("kind", coalesce(col("kind"), lit(UNREADABLE)))
        .withColumn("fetched_at", timestamp_micros(col("received")))
        .withColumn("time", timestamp_micros(col("time")))
        .withColumnRenamed("file", "source_ref");
  }

  /** Rows of {@code bronze.trades}, with their pair. */
  static Dataset<Row> trades(Dataset<Row> messages) {
    Column misfit =
        coalesce(
            when(misfits("price"), concat(lit("price does not fit: "), col("price"))),
            when(misfits("amount"), concat(lit("amount does not fit: "), col("amount"))));
    return of(messages, SpoolLines.TRADE)
        .withColumn("malformed", coalesce(col("malformed"), misfit))
        .withColumn("raw", coalesce(col("raw"), when(misfit.isNotNull(), col("value"))))
        .select(
            col("exchange"),
            col("symbol"),
            col("pair"),
            col("id").as("trade_id"),
            col("time"),
            exact("price"),
            exact("amount"),
            col("side").as("taker_side"),
            col("source"),
            col("source_ref"),
            col("malformed"),
            col("raw"),
            col("fetched_at"));
  }

  /** Rows of {@code bronze.order_books}, with their pair. */
  static Dataset<Row> books(Dataset<Row> messages) {
    return of(messages, SpoolLines.BOOK)
        .select(
            col("exchange"),
            col("symbol"),
            col("pair"),
            col("time"),
            col("sequence"),
            levels("bids"),
            levels("asks"),
            col("source"),
            col("source_ref"),
            col("fetched_at"));
  }

  /** Rows of {@code bronze.candles}. */
  static Dataset<Row> candles(Dataset<Row> messages) {
    return of(messages, SpoolLines.CANDLE)
        .select(
            col("exchange"),
            col("symbol"),
            col("interval"),
            col("time").as("open_time"),
            exact("open"),
            exact("high"),
            exact("low"),
            exact("close"),
            exact("volume"),
            col("trades"),
            col("source"),
            col("source_ref"),
            lit(null).cast("bigint").as("source_line"),
            lit(null).cast("string").as("malformed"),
            lit(null).cast("string").as("raw"),
            col("fetched_at"));
  }

  /** Rows of {@code bronze.stream_events}; a line that is no message is one, too. */
  static Dataset<Row> events(Dataset<Row> messages) {
    Column isEvent = col("kind").equalTo(SpoolLines.EVENT);
    return messages
        .where(isEvent.or(col("kind").equalTo(UNREADABLE)))
        .select(
            coalesce(col("exchange"), lit("*")).as("exchange"),
            coalesce(col("symbol"), lit("*")).as("symbol"),
            coalesce(col("event"), lit(UNREADABLE)).as("event"),
            coalesce(col("fetched_at"), lit(java.time.Instant.EPOCH)).as("time"),
            coalesce(
                    col("detail"),
                    concat(col("source_ref"), lit(": "), left(col("value"), lit(RAW_KEPT))))
                .as("detail"));
  }

  private static Dataset<Row> of(Dataset<Row> messages, String kind) {
    return messages.where(col("kind").equalTo(kind));
  }

  private static Column exact(String name) {
    return col(name).try_cast(Tables.EXACT).as(name);
  }

  private static Column misfits(String name) {
    return col(name).isNotNull().and(col(name).try_cast(Tables.EXACT).isNull());
  }

  /** Levels; one whose numbers do not fit is left out. */
  private static Column levels(String side) {
    return expr("filter(transform("
            + side
            + ", l -> named_struct('price', try_cast(l.price AS DECIMAL(38,18)),"
            + " 'amount', try_cast(l.amount AS DECIMAL(38,18)))),"
            + " l -> l.price IS NOT NULL AND l.amount IS NOT NULL)")
        .as(side);
  }
}
