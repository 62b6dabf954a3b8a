package io.candlelake.common.dataset;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;

import java.util.Locale;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Names what a backtest did: two runs have the same hash if and only if they made the same trades,
 * to the last bit of every price and quantity. The run's id is not part of it.
 */
public final class TradesHash {
  private static final StructType LINE =
      new StructType()
          .add("cell", DataTypes.StringType)
          .add("trade_id", DataTypes.LongType)
          .add("line", DataTypes.StringType);

  private TradesHash() {}

  /**
   * SHA-256, 64 hex digits, over one line a trade, in order of cell and trade: cell, trade,
   * exchange, pair, side, decision, entry time and price, exit time, price and reason, quantity,
   * net profit; times as ISO instants, doubles as exact hexadecimal.
   *
   * @param trades rows of {@code gold.trades} of one run
   */
  public static String of(Dataset<Row> trades) {
    MapFunction<Row, Row> toLine =
        trade ->
            RowFactory.create(
                trade.<String>getAs("cell"), trade.<Long>getAs("trade_id"), line(trade));
    return trades
        .map(toLine, Encoders.row(LINE))
        .agg(array_sort(collect_list(struct("cell", "trade_id", "line"))).as("lines"))
        .select(sha2(coalesce(array_join(expr("lines.line"), "\n"), lit("")).cast("binary"), 256))
        .head()
        .getString(0);
  }

  private static String line(Row trade) {
    return String.join(
        ",",
        trade.<String>getAs("cell"),
        text(trade, "trade_id"),
        trade.<String>getAs("exchange"),
        trade.<String>getAs("pair"),
        text(trade, "side"),
        text(trade, "decided_at"),
        text(trade, "entry_time"),
        exact(trade, "entry_price"),
        text(trade, "exit_time"),
        exact(trade, "exit_price"),
        trade.<String>getAs("exit_reason"),
        exact(trade, "quantity"),
        exact(trade, "net_profit"));
  }

  private static String text(Row trade, String column) {
    return trade.getAs(column).toString();
  }

  private static String exact(Row trade, String column) {
    return Double.toHexString(trade.<Double>getAs(column)).toLowerCase(Locale.ROOT);
  }
}
