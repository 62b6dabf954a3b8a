package io.candlelake.jobs.ingest.stream;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;

import io.candlelake.common.job.JobContext;
import io.candlelake.common.table.Tables;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Takes a batch of spool lines to its tables. The same batch may come again after a kill: then each
 * table takes what it lacks and nothing twice.
 */
final class BatchSink {
  private final JobContext context;
  private final TradeCandles candles;
  private final StreamMeters meters;
  private final Commits commits;

  BatchSink(JobContext context, TradeCandles candles, StreamMeters meters, Commits commits) {
    this.context = context;
    this.candles = candles;
    this.meters = meters;
    this.commits = commits;
  }

  /**
   * Brings a batch.
   *
   * @param lines {@code value} and {@code file}
   * @param application names the checkpoint that numbers the batches
   */
  void bring(Dataset<Row> lines, String application, long batch) {
    Dataset<Row> messages = BatchRows.messages(lines).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Map<String, Kind> kinds = kinds(messages);
      if (kinds.containsKey(SpoolLines.TRADE)) {
        Dataset<Row> trades = BatchRows.trades(messages);
        TradeSink.bring(context, trades, application, batch, commits);
        candles.touch(trades);
        meters.silverReaches(kinds.get(SpoolLines.TRADE).received());
      }
      if (kinds.containsKey(SpoolLines.CANDLE)) {
        context.appendOnce(Tables.BRONZE_CANDLES, BatchRows.candles(messages), application, batch);
        commits.done(Tables.BRONZE_CANDLES);
      }
      Dataset<Row> events = BatchRows.events(messages);
      boolean eventful =
          kinds.containsKey(SpoolLines.EVENT) || kinds.containsKey(BatchRows.UNREADABLE);
      if (kinds.containsKey(SpoolLines.BOOK)) {
        Dataset<Row> books = BatchRows.books(messages);
        context.appendOnce(Tables.BRONZE_ORDER_BOOKS, books, application, batch);
        commits.done(Tables.BRONZE_ORDER_BOOKS);
        Dataset<Row> whole = books.where(not(col("source").equalTo(SpoolLines.TICKER)));
        BookSink.toSilver(context, whole);
        commits.done(Tables.ORDER_BOOKS);
        Dataset<Row> rejected = BookSink.rejected(books);
        eventful |= !rejected.isEmpty();
        events = events.unionByName(rejected);
      }
      if (eventful) {
        context.appendOnce(Tables.STREAM_EVENTS, events, application, batch);
        commits.done(Tables.STREAM_EVENTS);
      }
      candles.update(context);
      commits.done(Tables.BRONZE_CANDLES);
      meters.batchDone(
          kinds.containsKey(SpoolLines.TRADE) ? kinds.get(SpoolLines.TRADE).lines() : 0);
    } finally {
      messages.unpersist();
    }
  }

  /**
   * The lines of one kind in a batch.
   *
   * @param received when the newest was received
   */
  private record Kind(long lines, Instant received) {}

  private static Map<String, Kind> kinds(Dataset<Row> messages) {
    Map<String, Kind> kinds = new HashMap<>();
    for (Row row :
        messages
            .groupBy("kind")
            .agg(count(lit(1)), coalesce(max("fetched_at"), lit(Instant.EPOCH)))
            .collectAsList()) {
      kinds.put(row.getString(0), new Kind(row.getLong(1), row.getInstant(2)));
    }
    return kinds;
  }
}
