package io.candlelake.jobs.ingest;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.candlelake.common.job.JobContext;
import io.candlelake.common.table.Tables;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.backfill.Batch;
import io.candlelake.exchanges.backfill.SlotGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Keeps batches in the lake: one commit of candles, then one of the spans confirmed empty. Killed
 * between the two, the empty spans are requested again, no candle is.
 */
final class LakeSink implements Batch.Sink {
  private final JobContext context;
  private final SlotGrid grid;
  private final String source;
  private final UnaryOperator<String> reference;
  private long rows;

  /**
   * @param source as the tables name it
   * @param reference what the tables say of where an exchange was reached, by its name
   */
  LakeSink(JobContext context, SlotGrid grid, String source, UnaryOperator<String> reference) {
    this.context = requireNonNull(context, "context is null");
    this.grid = requireNonNull(grid, "grid is null");
    this.source = requireNonNull(source, "source is null");
    this.reference = requireNonNull(reference, "reference is null");
  }

  /** Rows kept so far. */
  long rows() {
    return rows;
  }

  @Override
  public void keep(Batch batch) {
    List<Row> candles = new ArrayList<>();
    batch.first().forEach(received -> candles.add(candle(received)));
    candles.addAll(news(batch.again()));
    if (!candles.isEmpty()) {
      rows += context.append(Tables.BRONZE_CANDLES, received(candles));
    }
    if (!batch.empty().isEmpty()) {
      List<Row> outages = batch.empty().stream().map(this::outage).toList();
      rows +=
          context.append(
              Tables.BRONZE_OUTAGES,
              context.spark().createDataFrame(outages, BronzeRows.OUTAGES).coalesce(1));
    }
  }

  /** Those that differ from what is known; no more than a batch, so they may come to the driver. */
  private List<Row> news(List<Batch.Received> again) {
    if (again.isEmpty()) {
      return List.of();
    }
    Dataset<Row> asked = received(again.stream().map(this::candle).toList());
    Row span = asked.agg(min("open_time"), max("open_time")).head();
    Dataset<Row> known =
        context
            .read(Tables.BRONZE_CANDLES)
            .where(col("interval").equalTo(grid.interval().code()))
            .where(col("exchange").isin(distinct(again, "exchange")))
            .where(col("symbol").isin(distinct(again, "symbol")))
            .where(col("open_time").between(lit(span.get(0)), lit(span.get(1))));
    return NewCandles.among(asked, known).drop("fetched_at").collectAsList();
  }

  private static Object[] distinct(List<Batch.Received> received, String what) {
    return received.stream()
        .map(one -> what.equals("symbol") ? one.of().symbol() : one.of().exchange())
        .distinct()
        .toArray();
  }

  private Dataset<Row> received(List<Row> candles) {
    return context
        .spark()
        .createDataFrame(candles, BronzeRows.CANDLES)
        .coalesce(1)
        .withColumn("fetched_at", lit(context.startedAt()));
  }

  private Row candle(Batch.Received received) {
    ExchangeCandle candle = received.candle();
    return RowFactory.create(
        received.of().exchange(),
        received.of().symbol(),
        grid.interval().code(),
        candle.openTime(),
        candle.open(),
        candle.high(),
        candle.low(),
        candle.close(),
        candle.volume(),
        candle.trades().isPresent() ? candle.trades().getAsLong() : null,
        source,
        reference.apply(received.of().exchange()),
        null,
        null,
        null);
  }

  private Row outage(Batch.Empty empty) {
    return RowFactory.create(
        empty.of().exchange(),
        empty.of().symbol(),
        grid.interval().code(),
        grid.openTime(empty.span().from()),
        grid.openTime(empty.span().to()),
        source,
        reference.apply(empty.of().exchange()));
  }
}
