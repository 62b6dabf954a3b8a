package io.candlelake.jobs.ingest.stream;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.job.Concurrently;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.market.Symbols;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.Tables;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The only writer of trades, from streams, REST and archives alike: every row to {@code
 * bronze.trades} as received, good ones to {@code silver.trades} once by exchange, pair, day and
 * id, bad ones to {@code silver.rejected_trades} with reasons.
 *
 * <p>The three tables are written at once, each in one commit. Whoever is killed in between brings
 * the same batch again: bronze and rejected rows are known by application and batch, silver rows by
 * their key.
 */
public final class TradeSink {
  /** How far ahead of its receipt the exchange's time may be: clocks differ. */
  private static final String CLOCK_TOLERANCE = "INTERVAL 60 SECONDS";

  private static final StructType PAIRS =
      StructType.fromDDL("exchange STRING, symbol STRING, pair STRING");

  private TradeSink() {}

  /**
   * What became of a batch.
   *
   * @param received rows given
   * @param rejected rows that failed a check
   */
  public record Outcome(long received, long rejected) {}

  /**
   * Writes a batch.
   *
   * @param trades columns of {@code bronze.trades} (run_id may be absent); a column {@code pair} in
   *     our spelling too, or else it is derived from the symbol
   * @param application who writes; it numbers its batches upwards and gives a batch the same number
   *     and rows when it writes it again
   */
  public static Outcome bring(
      JobContext context, Dataset<Row> trades, String application, long batch) {
    return bring(context, trades, application, batch, CommitListener.UNWATCHED);
  }

  static Outcome bring(
      JobContext context,
      Dataset<Row> trades,
      String application,
      long batch,
      CommitListener commits) {
    Dataset<Row> checked =
        trades
            .transform(rows -> withPair(context, rows))
            .withColumn("reasons", reasons())
            .withColumn("day", to_date(col("time")))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Column good = size(col("reasons")).equalTo(0);
      Row sums =
          checked
              .agg(
                  count(lit(1)),
                  coalesce(sum(when(not(good), 1)), lit(0)).cast("bigint"),
                  MergeBounds.over(good))
              .head();
      Outcome outcome = new Outcome(sums.getLong(0), sums.getLong(1));
      Optional<MergeBounds> span = MergeBounds.of(sums.getStruct(2));
      Concurrently.run(
          () -> {
            span.ifPresent(s -> toSilver(context, checked.where(good), s));
            commits.done(Tables.MARKET_TRADES);
          },
          () -> {
            context.appendOnce(Tables.BRONZE_TRADES, checked, application, batch);
            commits.done(Tables.BRONZE_TRADES);
          },
          () -> {
            if (outcome.rejected() > 0) {
              context.appendOnce(
                  Tables.REJECTED_TRADES, checked.where(not(good)), application, batch);
              commits.done(Tables.REJECTED_TRADES);
            }
          });
      return outcome;
    } finally {
      checked.unpersist();
    }
  }

  private static void toSilver(JobContext context, Dataset<Row> good, MergeBounds span) {
    context.insertMissingWithin(Tables.MARKET_TRADES, onceEach(good), span.filter());
  }

  /** One row a key: the first received; of those received at once any, but always the same. */
  private static Dataset<Row> onceEach(Dataset<Row> good) {
    List<String> key = Tables.MARKET_TRADES.key();
    String rest =
        "struct(fetched_at, source, time, price, amount, taker_side"
            + (Arrays.asList(good.columns()).contains("run_id") ? ", run_id)" : ")");
    return good.groupBy(
            key.stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new))
        .agg(expr("min(" + rest + ")").as("first"))
        .selectExpr(
            java.util.stream.Stream.concat(key.stream(), java.util.stream.Stream.of("first.*"))
                .toArray(String[]::new));
  }

  /** Names of the checks that a row fails. */
  private static Column reasons() {
    return array_compact(
        array(
            when(col("malformed").isNotNull(), "malformed"),
            when(readableAnd(col("trade_id").isNull()), "missing-id"),
            when(readableAnd(col("time").isNull()), "missing-time"),
            when(readableAnd(col("price").isNull()), "missing-price"),
            when(readableAnd(col("amount").isNull()), "missing-amount"),
            when(col("price").leq(0), "non-positive-price"),
            when(col("amount").leq(0), "non-positive-amount"),
            when(col("time").lt(lit(TimeRange.ALL.from())), "impossible-time"),
            when(col("time").gt(col("fetched_at").plus(expr(CLOCK_TOLERANCE))), "future-time"),
            when(readableAnd(col("pair").isNull()), "unknown-pair")));
  }

  private static Column readableAnd(Column condition) {
    return col("malformed").isNull().and(condition);
  }

  private static Dataset<Row> withPair(JobContext context, Dataset<Row> trades) {
    if (Arrays.asList(trades.columns()).contains("pair")) {
      return trades;
    }
    Map<String, String> mapping = context.config().ingest().files().pairs();
    List<Row> pairs =
        trades.select("exchange", "symbol").distinct().collectAsList().stream()
            .map(
                row ->
                    RowFactory.create(
                        row.getString(0),
                        row.getString(1),
                        Symbols.pair(row.getString(1), mapping).map(Object::toString).orElse(null)))
            .toList();
    return trades.join(
        broadcast(context.spark().createDataFrame(pairs, PAIRS)),
        new String[] {"exchange", "symbol"},
        "left");
  }
}
