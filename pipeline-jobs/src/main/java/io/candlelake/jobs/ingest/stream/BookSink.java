package io.candlelake.jobs.ingest.stream;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;

import io.candlelake.common.dataset.Books;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.table.Tables;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Order books to silver with what people ask of them; those that are empty on a side, crossed or
 * out of order to the stream's events.
 */
public final class BookSink {
  private BookSink() {}

  /**
   * Brings books whose two sides are sound, once by exchange, pair, day and time.
   *
   * @param books rows of {@code bronze.order_books} with their pair
   */
  public static void toSilver(JobContext context, Dataset<Row> books) {
    Dataset<Row> good = Books.measured(books).withColumn("day", to_date(col("time"))).persist();
    try {
      MergeBounds.of(good.agg(MergeBounds.over(lit(true))).head().getStruct(0))
          .ifPresent(
              span ->
                  context.insertMissingWithin(Tables.ORDER_BOOKS, onceEach(good), span.filter()));
    } finally {
      good.unpersist();
    }
  }

  /** Events of books that are not silver, rows of {@code bronze.stream_events}. */
  public static Dataset<Row> rejected(Dataset<Row> books) {
    return Books.judged(books)
        .where(col(Books.REASON).isNotNull())
        .select(
            col("exchange"),
            col("symbol"),
            lit("rejected_book").as("event"),
            col("fetched_at").as("time"),
            concat(col(Books.REASON), lit(" of "), col("time").cast("string")).as("detail"));
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
