package io.candlelake.jobs.backtest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Candles and signals of each pair beside each other in one sorted dataset: first the pair's
 * candles in time, then its signals in time.
 */
final class PairRows implements Iterator<InternalRow> {
  private static final int CANDLE = 0;
  private static final int ENTRY = 1;

  /** What is made of one pair. */
  @FunctionalInterface
  interface Kernel extends Serializable {
    Iterator<InternalRow> apply(
        UTF8String exchange, UTF8String pair, PairMarket market, PairSignals signals);
  }

  private final Iterator<InternalRow> rows;
  private final MarketRules rules;
  private final Kernel kernel;
  private InternalRow pending;
  private Iterator<InternalRow> current = Collections.emptyIterator();

  PairRows(Iterator<InternalRow> rows, MarketRules rules, Kernel kernel) {
    this.rows = rows;
    this.rules = rules;
    this.kernel = kernel;
    advance();
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
  public boolean hasNext() {
    while (!current.hasNext() && pending != null) {
      current = nextPair();
    }
    return current.hasNext();
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.next();
  }

  private Iterator<InternalRow> nextPair() {
    UTF8String exchange = pending.getUTF8String(0).clone();
    UTF8String pair = pending.getUTF8String(1).clone();
    PairMarket market = new PairMarket(rules);
    PairSignals signals = new PairSignals();
    double[] prices = new double[4];
    while (pending != null
        && pending.getUTF8String(1).equals(pair)
        && pending.getUTF8String(0).equals(exchange)) {
      if (pending.getInt(2) == CANDLE) {
        for (int i = 0; i < prices.length; i++) {
          prices[i] = pending.getDouble(6 + i);
        }
        market.add(
            pending.getLong(3),
            pending.getLong(4),
            prices,
            pending.getDouble(10),
            pending.getBoolean(11),
            pending.getInt(5),
            pending.getArray(12));
      } else if (pending.getInt(2) == ENTRY) {
        signals.entries().add(entry(pending));
      } else {
        signals.addExit(pending.getInt(5), pending.getLong(3));
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

  private void advance() {
    pending = rows.hasNext() ? rows.next() : null;
  }
}
