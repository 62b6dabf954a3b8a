package io.candlelake.jobs.quality;

import static org.apache.spark.sql.functions.bool_and;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_micros;

import io.candlelake.common.market.Interval;
import io.candlelake.common.table.Tables;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Candles made once more out of what they are made of. Rows: exchange, pair, open_time, open, high,
 * low, close, volume, trades, and what else is said.
 */
final class RebuiltCandles {
  private RebuiltCandles() {}

  /**
   * Candles in which something was traded. What an exchange puts into an empty slot, and what we
   * fill in, carries the last close of before and would spoil open, high and low.
   */
  static Dataset<Row> traded(Dataset<Row> candles) {
    return candles.where("NOT filled AND volume > 0");
  }

  /**
   * Longer candles out of shorter ones, with {@code parts}, the interval they are made of. A number
   * of trades that one part does not tell is unknown. Volumes are added as decimals, so that their
   * order does not matter.
   */
  static Dataset<Row> ofCandles(Dataset<Row> shorter, Interval interval) {
    Column allTell = bool_and(col("trades").isNotNull());
    return shorter
        .withColumnRenamed("interval", "parts")
        .withColumn("slot", slot(col("open_time"), interval))
        .groupBy("exchange", "pair", "parts", "slot")
        .agg(
            min_by(col("open"), col("open_time")).as("open"),
            max("high").as("high"),
            min("low").as("low"),
            max_by(col("close"), col("open_time")).as("close"),
            sum(col("volume").cast(Tables.EXACT)).as("volume"),
            sum("trades").as("trades"),
            allTell.as("all_tell"))
        .withColumn("trades", expr("if(all_tell, trades, null)"))
        .drop("all_tell")
        .withColumnRenamed("slot", "open_time");
  }

  /**
   * Candles out of market trades, those only that the trades cover wholly: ids run on without a
   * hole from the last trade before the slot to the first one after it. Where an exchange does not
   * number the trades of a pair one by one this cannot be known, and there are none.
   */
  static Dataset<Row> ofTrades(Dataset<Row> trades, Interval interval) {
    WindowSpec byNumber = Window.partitionBy("exchange", "pair").orderBy("number");
    Column follows = lag("number", 1).over(byNumber).plus(1).equalTo(col("number"));
    Column isFollowed = lead("number", 1).over(byNumber).minus(1).equalTo(col("number"));
    return trades
        .withColumn("number", expr("try_cast(trade_id AS bigint)"))
        .where(col("number").isNotNull())
        .withColumn("no_hole", coalesce(follows.and(isFollowed), lit(false)))
        .withColumn("slot", slot(col("time"), interval))
        .groupBy("exchange", "pair", "slot")
        .agg(
            min_by(col("price"), col("number")).as("open"),
            max("price").as("high"),
            min("price").as("low"),
            max_by(col("price"), col("number")).as("close"),
            sum("amount").as("volume"),
            count(lit(1)).as("trades"),
            bool_and(col("no_hole")).as("whole"))
        .where("whole")
        .drop("whole")
        .withColumnRenamed("slot", "open_time");
  }

  /** The open time of the candle that a time falls in, on the UTC grid. */
  static Column slot(Column time, Interval interval) {
    Column micros = unix_micros(time);
    return timestamp_micros(micros.minus(pmod(micros, lit(interval.micros()))));
  }
}
