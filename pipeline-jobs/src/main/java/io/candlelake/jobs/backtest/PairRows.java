package io.candlelake.jobs.backtest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.dataset.GroupIterator;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Candles and signals of each pair beside each other in one sorted dataset: first the pair's
 * candles in time, then its signals in time.
 */
final class PairRows extends GroupIterator<InternalRow, InternalRow> {
  private static final int CANDLE = 0;
  private static final int ENTRY = 1;

  /** What is made of one pair. */
  @FunctionalInterface
  interface Kernel extends Serializable {
    Iterator<InternalRow> apply(
        UTF8String exchange, UTF8String pair, PairMarket market, PairSignals signals);
  }

  private final MarketRules rules;
  private final Kernel kernel;

  PairRows(Iterator<InternalRow> rows, MarketRules rules, Kernel kernel) {
    super(rows);
    this.rules = rules;
    this.kernel = kernel;
  }

  /** The rows to iterate, one shuffle of both. */
  static Dataset<Row> sorted(Dataset<Row> candles, Dataset<Row> signals) {
    Dataset<Row> ofCandles =
        candles.select(
            col("exchange"),
            col("pair"),
            lit(CANDLE).as("kind"),
            col("open_time").as("time"),
            col("close_time").as("until"),
            col("listing").as("number"),
            col("open").cast("double").as("a"),
            col("high").cast("double").as("b"),
            col("low").cast("double").as("c"),
            col("close").cast("double").as("d"),
            col("volume").cast("double").as("volume"),
            col("filled"),
            col("quality"),
            lit(0).as("holding"),
            lit("").as("model"));
    Dataset<Row> ofSignals =
        signals.select(
            col("exchange"),
            col("pair"),
            when(col("kind").equalTo("entry"), ENTRY).otherwise(ENTRY + 1).as("kind"),
            col("close_time").as("time"),
            col("close_time").as("until"),
            col("side").as("number"),
            col("probability").as("a"),
            col("size").as("b"),
            col("stop_return").as("c"),
            col("target_return").as("d"),
            lit(0.0).as("volume"),
            lit(false).as("filled"),
            array().cast("array<string>").as("quality"),
            col("holding_bars").as("holding"),
            col("model_id").as("model"));
    return ofCandles
        .unionByName(ofSignals)
        .repartition(col("exchange"), col("pair"))
        .sortWithinPartitions("exchange", "pair", "kind", "time", "number");
  }

  @Override
  protected Iterator<InternalRow> nextGroup() {
    UTF8String exchange = row().getUTF8String(0).clone();
    UTF8String pair = row().getUTF8String(1).clone();
    PairMarket market = new PairMarket(rules);
    PairSignals signals = new PairSignals();
    double[] prices = new double[4];
    while (hasRow()
        && row().getUTF8String(1).equals(pair)
        && row().getUTF8String(0).equals(exchange)) {
      InternalRow row = row();
      if (row.getInt(2) == CANDLE) {
        for (int i = 0; i < prices.length; i++) {
          prices[i] = row.getDouble(6 + i);
        }
        market.add(
            row.getLong(3),
            row.getLong(4),
            prices,
            row.getDouble(10),
            row.getBoolean(11),
            row.getInt(5),
            row.getArray(12));
      } else if (row.getInt(2) == ENTRY) {
        signals.entries().add(entry(row));
      } else {
        signals.addExit(row.getInt(5), row.getLong(3));
      }
      advance();
    }
    return kernel.apply(exchange, pair, market, signals);
  }

  private static PairSignals.Entry entry(InternalRow row) {
    return new PairSignals.Entry(
        row.getLong(3),
        row.getInt(5),
        row.getDouble(6),
        row.getDouble(7),
        row.isNullAt(8) ? Double.NaN : row.getDouble(8),
        row.isNullAt(9) ? Double.NaN : row.getDouble(9),
        row.getInt(13),
        row.isNullAt(14) ? null : row.getUTF8String(14).clone());
  }
}
