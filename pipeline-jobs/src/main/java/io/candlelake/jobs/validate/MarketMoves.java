package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;

import io.candlelake.common.dataset.InternalRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How many pairs of an exchange moved in the same candle. Candles in which two or more move are
 * few, so every task has all of them.
 *
 * @param moving pairs that moved, by exchange and open time in microseconds, where at least {@link
 *     Evidence#CONFIRMING_PAIRS} did
 */
record MarketMoves(Map<String, Map<Long, Integer>> moving) implements Serializable {
  private static final StructType MOVE =
      new StructType()
          .add("exchange", DataTypes.StringType)
          .add("pair", DataTypes.StringType)
          .add("open_micros", DataTypes.LongType);

  private static final String[] READ = {"exchange", "pair", "open_time", "open", "close"};

  /** Finds them among rows as received, with their pair. */
  static MarketMoves in(Dataset<Row> received) {
    JavaRDD<InternalRow> moves =
        InternalRows.of(received.selectExpr(READ)).mapPartitions(MarketMoves::found);
    List<Row> crowded =
        InternalRows.dataset(received.sparkSession(), moves, MOVE)
            .groupBy("exchange", "open_micros")
            .agg(countDistinct(col("pair")).cast("int").as("moving"))
            .where(col("moving").geq(Evidence.CONFIRMING_PAIRS))
            .collectAsList();
    Map<String, Map<Long, Integer>> moving = new HashMap<>();
    for (Row row : crowded) {
      moving
          .computeIfAbsent(row.getString(0), exchange -> new HashMap<>())
          .put(row.getLong(1), row.getInt(2));
    }
    return new MarketMoves(moving);
  }

  private static Iterator<InternalRow> found(Iterator<InternalRow> rows) {
    List<InternalRow> moves = new ArrayList<>();
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      if (!row.isNullAt(2) && moves(ReceivedRows.exact(row, 3), ReceivedRows.exact(row, 4))) {
        moves.add(
            new GenericInternalRow(
                new Object[] {
                  row.getUTF8String(0).clone(), row.getUTF8String(1).clone(), row.getLong(2)
                }));
      }
    }
    return moves.iterator();
  }

  /**
   * Whether |ln(close ÷ open)| is at least {@link Limits#MARKET_MOVE}; prices that are not positive
   * are no move.
   */
  private static boolean moves(Exact open, Exact close) {
    return open.nearest() > 0
        && close.nearest() > 0
        && Math.abs(StrictMath.log(close.nearest()) - StrictMath.log(open.nearest()))
            >= Limits.MARKET_MOVE;
  }

  /** How many other pairs of the exchange moved in the candle that opens then. */
  int ofOthers(UTF8String exchange, long openMicros, Exact open, Exact close) {
    if (moving.isEmpty()) {
      return 0;
    }
    int all = moving.getOrDefault(exchange.toString(), Map.of()).getOrDefault(openMicros, 0);
    return all > 0 && moves(open, close) ? all - 1 : all;
  }
}
