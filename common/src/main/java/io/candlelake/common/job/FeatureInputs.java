package io.candlelake.common.job;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.PipelineException;
import io.candlelake.common.indicator.IntrabarSource;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What features are made from; all pairs, in any order.
 *
 * @param candles rows of {@code silver.candles}
 * @param books rows of {@code silver.order_books}
 * @param trades rows of {@code silver.trades}
 */
public record FeatureInputs(Dataset<Row> candles, Dataset<Row> books, Dataset<Row> trades) {
  /** The tables that a job which makes features reads. */
  public static final Set<Table> TABLES =
      Set.of(Tables.CANDLES, Tables.ORDER_BOOKS, Tables.MARKET_TRADES);

  public FeatureInputs {
    requireNonNull(candles, "candles is null");
    requireNonNull(books, "books is null");
    requireNonNull(trades, "trades is null");
  }

  /** The whole of {@link #TABLES}. */
  public static FeatureInputs read(JobContext context) {
    return new FeatureInputs(
        context.read(Tables.CANDLES),
        context.read(Tables.ORDER_BOOKS),
        context.read(Tables.MARKET_TRADES));
  }

  /** A snapshot taken live is known when it is received; one of an archive counts at its time. */
  public static Column bookKnownAt() {
    return knownAt(col("source").isin("stream", "rest"));
  }

  /**
   * A trade of a stream is known when it is received; one of an archive or of past trades by REST
   * counts at its time, as a candle from history does at its close.
   */
  public static Column tradeKnownAt() {
    return knownAt(col("source").equalTo("stream"));
  }

  private static Column knownAt(Column live) {
    return when(live, greatest(col("time"), col("fetched_at"))).otherwise(col("time"));
  }

  /** What was known at the time: candles closed by then, books and trades known before. */
  public FeatureInputs knownAt(Instant time) {
    return new FeatureInputs(
        candles.where(col("close_time").leq(lit(time))),
        books.where(bookKnownAt().lt(lit(time))),
        trades.where(tradeKnownAt().lt(lit(time))));
  }

  /**
   * The same candles, with the books and trades inside those that open in the range: the others'
   * features have no memory of them.
   */
  public FeatureInputs insideOf(TimeRange range, Interval interval) {
    Instant end = range.to().plus(interval.length());
    return new FeatureInputs(
        candles,
        books.where(col("time").geq(lit(range.from())).and(col("time").lt(lit(end)))),
        trades.where(col("time").geq(lit(range.from())).and(col("time").lt(lit(end)))));
  }

  /** The table that holds what is inside candles. */
  public static Table table(IntrabarSource source) {
    return switch (source) {
      case ORDER_BOOKS -> Tables.ORDER_BOOKS;
      case MARKET_TRADES -> Tables.MARKET_TRADES;
    };
  }

  private Dataset<Row> rows(IntrabarSource source) {
    return switch (source) {
      case ORDER_BOOKS -> books;
      case MARKET_TRADES -> trades;
    };
  }

  /**
   * Checks that there is something to make declared features from.
   *
   * @throws PipelineException naming the tables without rows
   */
  public void requireRows(Set<IntrabarSource> sources) {
    List<String> empty =
        sources.stream()
            .sorted()
            .filter(source -> rows(source).isEmpty())
            .map(source -> table(source).qualifiedName())
            .toList();
    if (!empty.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot compute features",
          "indicators are declared that are made from "
              + String.join(" and ", empty)
              + ", without a row in the run's range",
          "Bring some with stream or from archives, widen --from and --to, or drop these"
              + " indicators from features.indicators");
    }
  }
}
