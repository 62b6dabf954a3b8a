package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.ln;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Tells each row how many other pairs of its exchange moved in the same candle. */
final class MarketMoves {
  private MarketMoves() {}

  /**
   * Adds {@code others_moving}: other pairs whose |ln(close ÷ open)| in the candle that opens at
   * the same time is at least {@link Limits#MARKET_MOVE}. Candles in which two or more move are
   * few, so they go to every executor.
   */
  static Dataset<Row> withOthersMoving(Dataset<Row> received) {
    Dataset<Row> crowded =
        received
            .where(moves())
            .groupBy("exchange", "open_micros")
            .agg(countDistinct(col("pair")).cast("int").as("moving"))
            .where(col("moving").geq(Evidence.CONFIRMING_PAIRS));
    Column itself = when(moves(), lit(1)).otherwise(lit(0));
    return received
        .join(broadcast(crowded), new String[] {"exchange", "open_micros"}, "left")
        .withColumn("others_moving", coalesce(col("moving").minus(itself), lit(0)))
        .drop("moving");
  }

  /** Logarithms of prices that are not positive are null, and null is no move. */
  private static Column moves() {
    Column move = ln(col("close").cast("double")).minus(ln(col("open").cast("double")));
    return coalesce(abs(move).geq(Limits.MARKET_MOVE), lit(false));
  }
}
