package io.candlelake.jobs.backtest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.dataset.PairGroups;
import io.candlelake.common.dataset.PairOrder;
import java.io.Serializable;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Candles and signals of each pair beside each other in one sorted dataset: first the pair's
 * candles in time, then its entries in time, then its exits.
 */
final class PairRows<R> extends PairGroups<PairRows.OfPair, R> {
  private static final int CANDLE = 0;
  private static final int ENTRY = 1;
  private static final int EXIT = 2;

  /** Column of the place that the rows are sorted by. */
  private static final int PLACE = 16;

  /** What is made of one pair. */
  @FunctionalInterface
  interface Kernel<R> extends Serializable {
    Stream<R> apply(UTF8String exchange, UTF8String pair, PairMarket market, PairSignals signals);
  }

  private final MarketRules rules;
  private final Kernel<R> kernel;
  private final double[] prices = new double[4];

  PairRows(Iterator<InternalRow> rows, MarketRules rules, Kernel<R> kernel) {
    super(rows, PLACE);
    this.rules = rules;
    this.kernel = kernel;
  }

  /** The rows to iterate, one shuffle of both. */
  static Dataset<Row> sorted(Dataset<Row> candles, Dataset<Row> signals) {
    Dataset<Row> ofCandles =
        candles.select(
            col("exchange"),
            col("pair"),
            lit("").as("interval"),
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
            lit(null).cast("string").as("model"));
    Dataset<Row> ofSignals =
        signals.select(
            col("exchange"),
            col("pair"),
            lit("").as("interval"),
            when(col("kind").equalTo("entry"), ENTRY).otherwise(EXIT).as("kind"),
            col("close_time").as("time"),
            col("close_time").as("until"),
            col("side").as("number"),
            coalesce(col("probability"), lit(Double.NaN)).as("a"),
            col("size").as("b"),
            coalesce(col("stop_return"), lit(Double.NaN)).as("c"),
            coalesce(col("target_return"), lit(Double.NaN)).as("d"),
            col("expected_volatility").as("volume"),
            lit(false).as("filled"),
            lit(null).cast("array<string>").as("quality"),
            col("holding_bars").as("holding"),
            col("model_id").as("model"));
    return PairOrder.sorted(ofCandles.unionAll(ofSignals), "kind", "time", "place");
  }

  /** The rows of one pair. */
  record OfPair(UTF8String exchange, UTF8String pair, PairMarket market, PairSignals signals) {}

  @Override
  protected OfPair begin(UTF8String exchange, UTF8String pair, UTF8String interval) {
    return new OfPair(exchange, pair, new PairMarket(rules), new PairSignals());
  }

  @Override
  protected void add(OfPair pair, InternalRow row) {
    if (row.getInt(3) == CANDLE) {
      for (int i = 0; i < prices.length; i++) {
        prices[i] = row.getDouble(7 + i);
      }
      pair.market()
          .add(
              row.getLong(4),
              row.getLong(5),
              prices,
              row.getDouble(11),
              row.getBoolean(12),
              row.getInt(6),
              row.getArray(13));
    } else if (row.getInt(3) == ENTRY) {
      pair.signals().entries().add(entry(row));
    } else {
      pair.signals().addExit(row.getInt(6), row.getLong(4));
    }
  }

  @Override
  protected Stream<R> end(OfPair pair) {
    return kernel.apply(pair.exchange(), pair.pair(), pair.market(), pair.signals());
  }

  private static PairSignals.Entry entry(InternalRow row) {
    return new PairSignals.Entry(
        row.getLong(4),
        row.getInt(6),
        row.getDouble(7),
        row.getDouble(8),
        row.getDouble(11),
        row.getDouble(9),
        row.getDouble(10),
        row.getInt(14),
        row.isNullAt(15) ? null : row.getUTF8String(15).clone());
  }
}
