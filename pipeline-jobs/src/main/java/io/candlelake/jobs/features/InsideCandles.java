package io.candlelake.jobs.features;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.indicator.FeatureSet;
import io.candlelake.common.indicator.IntrabarColumns;
import io.candlelake.common.indicator.IntrabarSource;
import io.candlelake.common.job.FeatureInputs;
import io.candlelake.common.market.Interval;
import io.candlelake.common.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Gives every candle what its order books and market trades come to. A book or trade belongs to the
 * candle in which it happened, and counts only if it was known before that candle's close. Sums are
 * of decimals, so that their order does not matter.
 */
final class InsideCandles {
  private static final String[] KEY = {"exchange", "pair", "open_time"};

  private InsideCandles() {}

  /** Names of the columns that {@link #join} adds. */
  static List<String> names() {
    List<String> names = new ArrayList<>(IntrabarColumns.OF_BOOKS);
    names.addAll(IntrabarColumns.OF_TRADES);
    return List.copyOf(names);
  }

  /** The candles with {@link #names}, null where the set does not use them or nothing is known. */
  static Dataset<Row> join(Dataset<Row> candles, FeatureInputs inputs, FeatureSet set) {
    Set<IntrabarSource> used = set.intrabarSources();
    Dataset<Row> withBooks =
        used.contains(IntrabarSource.ORDER_BOOKS)
            ? candles.join(ofBooks(inputs.books(), set.interval()), KEY, "left")
            : without(candles, IntrabarColumns.OF_BOOKS);
    return used.contains(IntrabarSource.MARKET_TRADES)
        ? withBooks.join(ofTrades(inputs.trades(), set.interval()), KEY, "left")
        : without(withBooks, IntrabarColumns.OF_TRADES);
  }

  /** {@link IntrabarColumns#OF_BOOKS} of each candle with books. */
  static Dataset<Row> ofBooks(Dataset<Row> books, Interval interval) {
    Column mid = col("best_bid").plus(col("best_ask")).divide(2);
    Column bid = col("best_bid_amount");
    Column ask = col("best_ask_amount");
    return insideKnown(books, FeatureInputs.bookKnownAt(), interval)
        .withColumn("spread", col("best_ask").minus(col("best_bid")).divide(mid))
        .withColumn("top_imbalance", bid.minus(ask).divide(bid.plus(ask)))
        .withColumn("micro", col("micro_price").minus(mid).divide(mid))
        .groupBy(KEY[0], KEY[1], KEY[2])
        .agg(
            max("time").as("newest"),
            max_by(struct("spread", "top_imbalance", "imbalance", "micro"), col("time")).as("last"),
            avg(exact(col("spread"))).as("book_mean_spread"),
            avg(exact(col("imbalance"))).as("book_mean_imbalance"))
        .select(
            col(KEY[0]),
            col(KEY[1]),
            col(KEY[2]),
            unix_micros(col("open_time"))
                .plus(interval.micros())
                .minus(unix_micros(col("newest")))
                .divide(1e6)
                .as("book_age"),
            col("last.spread").as("book_spread"),
            col("last.top_imbalance").as("book_top_imbalance"),
            col("last.imbalance").as("book_imbalance"),
            col("last.micro").as("book_micro_price"),
            col("book_mean_spread"),
            col("book_mean_imbalance"));
  }

  /** {@link IntrabarColumns#OF_TRADES} of each candle with trades whose taker is known. */
  static Dataset<Row> ofTrades(Dataset<Row> trades, Interval interval) {
    Column amount = col("amount");
    Column value = col("price").cast("double").multiply(amount.cast("double"));
    return insideKnown(trades, FeatureInputs.tradeKnownAt(), interval)
        .where(col("taker_side").isin("buy", "sell"))
        .groupBy(KEY[0], KEY[1], KEY[2])
        .agg(
            count(lit(1)).as("flow_trades"),
            of("buy", amount).as("flow_bought"),
            of("sell", amount).as("flow_sold"),
            max(amount).as("flow_largest"),
            sum(exact(value)).cast("double").divide(sum(amount).cast("double")).as("flow_vwap"));
  }

  private static Column of(String side, Column amount) {
    return coalesce(sum(when(col("taker_side").equalTo(side), amount)), lit(0));
  }

  /** Rows with the {@code open_time} of their candle, but for those known too late for it. */
  private static Dataset<Row> insideKnown(Dataset<Row> rows, Column knownAt, Interval interval) {
    Column micros = unix_micros(col("time"));
    Column open = micros.minus(pmod(micros, lit(interval.micros())));
    return rows.where(unix_micros(knownAt).lt(open.plus(interval.micros())))
        .withColumn("open_time", timestamp_micros(open));
  }

  /** A double as the decimal nearest to it, so that sums do not depend on their order. */
  private static Column exact(Column value) {
    return value.cast(Tables.EXACT);
  }

  private static Dataset<Row> without(Dataset<Row> candles, List<String> names) {
    Dataset<Row> rows = candles;
    for (String name : names) {
      rows = rows.withColumn(name, lit(null).cast("double"));
    }
    return rows;
  }
}
