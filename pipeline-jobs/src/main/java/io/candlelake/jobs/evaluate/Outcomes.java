package io.candlelake.jobs.evaluate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.candlelake.common.dataset.InternalRows;
import io.candlelake.common.dataset.PairGroups;
import io.candlelake.common.dataset.PairOrder;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Joins predictions with their outcomes: one shuffle brings the labels, candles, entries and
 * predictions of each pair together, and {@link PairOutcomes} joins them.
 */
final class Outcomes extends PairGroups<PairOutcomes, InternalRow> {
  static final int LABEL = 0;
  static final int CANDLE = 1;
  static final int ENTRY = 2;
  static final int PREDICTION = 3;

  /** Column of the place that the rows are sorted by. */
  private static final int PLACE = 9;

  private static final StructType OUTCOME =
      new StructType()
          .add("exchange", DataTypes.StringType, false)
          .add("pair", DataTypes.StringType, false)
          .add("close_time", DataTypes.TimestampType, false)
          .add("fold", DataTypes.IntegerType, false)
          .add("score", DataTypes.DoubleType, false)
          .add("probability", DataTypes.DoubleType, true)
          .add("forward_return", DataTypes.DoubleType, false)
          .add("previous_direction", DataTypes.IntegerType, true)
          .add("side", DataTypes.IntegerType, false)
          .add("confidence", DataTypes.DoubleType, true)
          .add("late_return", DataTypes.DoubleType, true)
          .add("kept", DataTypes.BooleanType, true);

  private final int horizonBars;

  private Outcomes(Iterator<InternalRow> rows, int horizonBars) {
    super(rows, PLACE);
    this.horizonBars = horizonBars;
  }

  /**
   * One row a prediction with a known label: {@code pair}, {@code exchange}, {@code close_time},
   * {@code fold}, {@code score}, {@code probability}, {@code forward_return}, {@code
   * previous_direction} (sign of the pair's newest label known at the decision, null if none ends
   * there), {@code side} (0 where no entry was emitted), {@code confidence}, {@code late_return}
   * and {@code kept} of the entry.
   *
   * @param predictions rows of {@code gold.predictions}, one trial
   * @param labels rows of {@code gold.labels}, one fixed-horizon label
   * @param entries entry rows of {@code gold.signals}, one strategy
   * @param candles rows of {@code silver.candles}
   */
  static Dataset<Row> of(
      Dataset<Row> predictions,
      Dataset<Row> labels,
      Dataset<Row> entries,
      Dataset<Row> candles,
      int horizonBars) {
    Column none = lit(Double.NaN);
    Dataset<Row> all =
        rows(labels, LABEL, "known_at", col("direction"), col("forward_return"), none)
            .unionAll(
                rows(
                    candles.where(col("filled").equalTo(false)),
                    CANDLE,
                    "close_time",
                    lit(0),
                    col("open"),
                    col("close")))
            .unionAll(rows(entries, ENTRY, "close_time", col("side"), col("probability"), none))
            .unionAll(
                rows(
                    predictions,
                    PREDICTION,
                    "close_time",
                    col("fold"),
                    col("score"),
                    col("probability")));
    Dataset<Row> sorted = PairOrder.sorted(all, "kind", "time", "place");
    return InternalRows.mapPartitions(sorted, each -> new Outcomes(each, horizonBars), OUTCOME);
  }

  private static Dataset<Row> rows(
      Dataset<Row> rows, int kind, String until, Column number, Column first, Column second) {
    return rows.select(
        col("exchange"),
        col("pair"),
        col("interval"),
        lit(kind).as("kind"),
        col("open_time").as("time"),
        col(until).as("until"),
        number.cast("int").as("number"),
        known(first).as("first"),
        known(second).as("second"));
  }

  private static Column known(Column value) {
    return coalesce(value.cast("double"), lit(Double.NaN));
  }

  @Override
  protected PairOutcomes begin(UTF8String exchange, UTF8String pair, UTF8String interval) {
    return new PairOutcomes(exchange, pair);
  }

  @Override
  protected void add(PairOutcomes pair, InternalRow row) {
    pair.rows(row.getInt(3))
        .add(row.getLong(4), row.getLong(5), row.getInt(6), row.getDouble(7), row.getDouble(8));
  }

  @Override
  protected Stream<InternalRow> end(PairOutcomes pair) {
    return pair.judged(horizonBars);
  }
}
