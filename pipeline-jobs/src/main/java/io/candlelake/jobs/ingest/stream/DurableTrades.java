package io.candlelake.jobs.ingest.stream;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.max;

import io.candlelake.common.job.JobContext;
import io.candlelake.common.market.Pair;
import io.candlelake.common.table.Tables;
import io.candlelake.exchanges.collector.KnownTrades;
import io.candlelake.exchanges.spool.TradeGap;
import io.candlelake.exchanges.spool.TradePosition;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Reads from spool and lake what a collector already has of an exchange's trades. */
final class DurableTrades {
  private DurableTrades() {}

  /**
   * Reads spool and lake. The spool first: what the sink takes from it meanwhile is in the lake by
   * then.
   *
   * @param symbols the exchange's spelling of a pair
   */
  static KnownTrades of(
      JobContext context,
      Path spool,
      String exchange,
      Function<Pair, String> symbols,
      Iterable<Pair> pairs) {
    KnownTrades known = new KnownTrades();
    known.readSpool(spool, exchange);
    Map<String, String> pairOf = new HashMap<>();
    pairs.forEach(pair -> pairOf.put(symbols.apply(pair), pair.toString()));
    readTrades(context.read(Tables.MARKET_TRADES).where(col("exchange").equalTo(exchange)), known);
    readEvents(
        context.read(Tables.STREAM_EVENTS).where(col("exchange").equalTo(exchange)), pairOf, known);
    return known;
  }

  private static void readTrades(Dataset<Row> trades, KnownTrades known) {
    Dataset<Row> newestDays =
        trades.groupBy("pair").agg(max("day").as("newest")).withColumnRenamed("pair", "of_pair");
    trades
        .join(
            broadcast(newestDays),
            col("pair").equalTo(col("of_pair")).and(col("day").equalTo(col("newest"))))
        .groupBy("pair")
        .agg(
            expr(
                "max(struct(unix_micros(time) AS micros, length(trade_id) AS digits, trade_id))"
                    + " AS newest"))
        .selectExpr("pair", "newest.trade_id", "newest.micros")
        .collectAsList()
        .forEach(
            row ->
                known.trade(row.getString(0), new TradePosition(row.getString(1), row.getLong(2))));
  }

  private static void readEvents(
      Dataset<Row> events, Map<String, String> pairOf, KnownTrades known) {
    events
        .where(col("event").isin(TradeGap.OPENED, TradeGap.CLOSED, TradeGap.LOST))
        .select("symbol", "event", "detail")
        .collectAsList()
        .forEach(
            row -> {
              String pair = pairOf.get(row.getString(0));
              if (pair != null) {
                known.event(pair, row.getString(1), row.getString(2));
              }
            });
  }
}
