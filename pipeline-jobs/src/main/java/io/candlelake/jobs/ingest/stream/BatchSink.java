package io.candlelake.jobs.ingest.stream;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.job.Concurrently;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.table.Tables;
import io.candlelake.exchanges.collector.LagHistogram;
import io.candlelake.exchanges.collector.StreamMeters;
import io.candlelake.exchanges.spool.SpoolLines;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
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
  private final CommitListener commits;

  BatchSink(JobContext context, TradeCandles candles, StreamMeters meters, CommitListener commits) {
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
      List<LineCounts> counts = counts(messages);
      Set<String> kinds = counts.stream().map(LineCounts::kind).collect(Collectors.toSet());
      Concurrently.run(
          () -> {
            if (kinds.contains(SpoolLines.TRADE)) {
              bringTrades(BatchRows.trades(messages), counts, application, batch);
            }
          },
          () -> bringOthers(messages, kinds, application, batch));
      candles.update(context);
      commits.done(Tables.BRONZE_CANDLES);
      meters.batchDone(trades(counts).mapToLong(LineCounts::lines).sum());
    } finally {
      messages.unpersist();
    }
  }

  private void bringTrades(
      Dataset<Row> trades, List<LineCounts> counts, String application, long batch) {
    CommitListener told =
        table -> {
          if (table.equals(Tables.MARKET_TRADES)) {
            trades(counts)
                .forEach(each -> each.tenth().ifPresent(t -> meters.inSilver(t, each.lines())));
          }
          commits.done(table);
        };
    Concurrently.run(
        () -> TradeSink.bring(context, trades, application, batch, told),
        () -> candles.touch(trades));
  }

  private void bringOthers(
      Dataset<Row> messages, Set<String> kinds, String application, long batch) {
    if (kinds.contains(SpoolLines.CANDLE)) {
      context.appendOnce(Tables.BRONZE_CANDLES, BatchRows.candles(messages), application, batch);
      commits.done(Tables.BRONZE_CANDLES);
    }
    Dataset<Row> events = BatchRows.events(messages);
    boolean eventful = kinds.contains(SpoolLines.EVENT) || kinds.contains(BatchRows.UNREADABLE);
    if (kinds.contains(SpoolLines.BOOK)) {
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
  }

  /**
   * Lines of one kind in a batch; streamed trades by the time at which they happened.
   *
   * @param tenth of a second since 1970 UTC; empty for what is no streamed trade
   */
  private record LineCounts(String kind, OptionalLong tenth, long lines) {}

  private static List<LineCounts> counts(Dataset<Row> messages) {
    Column streamed =
        col("kind").equalTo(SpoolLines.TRADE).and(col("source").equalTo(SpoolLines.STREAM));
    return messages
        .groupBy(col("kind"), when(streamed, expr(LagHistogram.TENTH_OF_TIME)).as("tenth"))
        .agg(count(lit(1)))
        .collectAsList()
        .stream()
        .map(
            row ->
                new LineCounts(
                    row.getString(0),
                    row.isNullAt(1) ? OptionalLong.empty() : OptionalLong.of(row.getLong(1)),
                    row.getLong(2)))
        .toList();
  }

  private static Stream<LineCounts> trades(List<LineCounts> counts) {
    return counts.stream().filter(lines -> lines.kind().equals(SpoolLines.TRADE));
  }
}
