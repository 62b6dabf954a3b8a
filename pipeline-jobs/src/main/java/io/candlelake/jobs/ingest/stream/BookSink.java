package io.candlelake.jobs.ingest.stream;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.job.JobContext;
import io.candlelake.common.table.Tables;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Order books to silver with what people ask of them. Prices and amounts are doubles here; levels
 * stay exact.
 */
final class BookSink {
  private BookSink() {}

  /**
   * Brings books whose two sides are sound, once by exchange, pair, day and time.
   *
   * @param books rows of {@code bronze.order_books} with their pair
   */
  static void toSilver(JobContext context, Dataset<Row> books) {
    Dataset<Row> good = sound(books);
    if (good.isEmpty()) {
      return;
    }
    context.insertMissingWithin(
        Tables.ORDER_BOOKS, onceEach(measured(good)), Span.of(good).condition());
  }

  /** Events of books that are not silver, rows of {@code bronze.stream_events}. */
  static Dataset<Row> rejected(Dataset<Row> books) {
    return books
        .withColumn("flaw", flaw())
        .where(col("flaw").isNotNull())
        .select(
            col("exchange"),
            col("symbol"),
            lit("rejected_book").as("event"),
            col("fetched_at").as("time"),
            concat(col("flaw"), lit(", book of "), col("time").cast("string")).as("detail"));
  }

  private static Dataset<Row> sound(Dataset<Row> books) {
    return books.withColumn("flaw", flaw()).where(col("flaw").isNull()).drop("flaw");
  }

  /** Why a book cannot be used; null if it can. */
  private static Column flaw() {
    Column bid = expr("try_element_at(bids, 1).price");
    Column ask = expr("try_element_at(asks, 1).price");
    Column bestFirst =
        bid.equalTo(expr("array_max(bids).price")).and(ask.equalTo(expr("array_min(asks).price")));
    Column positive =
        expr("forall(concat(bids, asks), l -> l.price > 0 AND l.amount > 0)");
    return coalesce(
        when(bid.isNull().or(ask.isNull()), "one side is empty"),
        when(not(positive), "a price or amount is not above zero"),
        when(not(bestFirst), "the best price does not come first"),
        when(
            bid.geq(ask),
            concat_ws(" ", lit("crossed:"), bid.cast("string"), lit("bid,"), ask.cast("string"))));
  }

  /** Adds the columns of {@code silver.order_books}. */
  static Dataset<Row> measured(Dataset<Row> books) {
    return books
        .withColumn("best_bid", expr("CAST(bids[0].price AS DOUBLE)"))
        .withColumn("best_bid_amount", expr("CAST(bids[0].amount AS DOUBLE)"))
        .withColumn("best_ask", expr("CAST(asks[0].price AS DOUBLE)"))
        .withColumn("best_ask_amount", expr("CAST(asks[0].amount AS DOUBLE)"))
        .withColumn("mid", expr("(best_bid + best_ask) / 2"))
        .withColumn("spread_bps", expr("(best_ask - best_bid) / mid * 10000"))
        .withColumn(
            "micro_price",
            expr(
                "(best_bid * best_ask_amount + best_ask * best_bid_amount)"
                    + " / (best_bid_amount + best_ask_amount)"))
        .withColumn("bid_5", amount("slice(bids, 1, 5)"))
        .withColumn("ask_5", amount("slice(asks, 1, 5)"))
        .withColumn("imbalance", expr("(bid_5 - ask_5) / (bid_5 + ask_5)"))
        .withColumn("bid_depth_10bps", value("bids", ">= mid * 0.999D"))
        .withColumn("ask_depth_10bps", value("asks", "<= mid * 1.001D"))
        .withColumn("day", to_date(col("time")));
  }

  private static Column amount(String levels) {
    return expr("aggregate(" + levels + ", 0D, (sum, l) -> sum + CAST(l.amount AS DOUBLE))");
  }

  private static Column value(String levels, String within) {
    return expr(
        "aggregate(filter("
            + levels
            + ", l -> CAST(l.price AS DOUBLE) "
            + within
            + "), 0D, (sum, l) -> sum + CAST(l.price AS DOUBLE) * CAST(l.amount AS DOUBLE))");
  }

  /** One book a key: the one with the newest update, then the first received. */
  private static Dataset<Row> onceEach(Dataset<Row> books) {
    List<String> key = Tables.ORDER_BOOKS.key();
    List<String> others =
        Tables.ORDER_BOOKS.columnNames().stream()
            .filter(name -> !key.contains(name) && !name.equals("run_id"))
            .toList();
    String order = "struct(-coalesce(sequence, 0), fetched_at, source, bids, asks)";
    String values = "struct(" + String.join(", ", others) + ")";
    return books
        .groupBy(key.stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new))
        .agg(expr("min_by(" + values + ", " + order + ")").as("first"))
        .selectExpr(Stream.concat(key.stream(), Stream.of("first.*")).toArray(String[]::new));
  }
}
