package io.candlelake.jobs.evaluate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.ln;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.market.Interval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Lays what came beside what was said. */
final class Outcomes {
  private static final String[] KEY = {"exchange", "pair", "interval", "open_time"};

  private static final StructType JUDGED_SIGNAL =
      new StructType()
          .add("exchange", DataTypes.StringType, false)
          .add("pair", DataTypes.StringType, false)
          .add("interval", DataTypes.StringType, false)
          .add("open_time", DataTypes.TimestampType, false)
          .add("side", DataTypes.IntegerType, false)
          .add("confidence", DataTypes.DoubleType, false)
          .add("late_return", DataTypes.DoubleType, true)
          .add("kept", DataTypes.BooleanType, false);

  private Outcomes() {}

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
    Dataset<Row> judged = judgedSignals(entries, labels, candles, horizonBars);
    return predictions
        .select(
            col("exchange"),
            col("pair"),
            col("interval"),
            col("open_time"),
            col("close_time"),
            col("fold"),
            col("score"),
            col("probability"))
        .join(withPreviousDirection(labels, horizonBars), KEY, "inner")
        .join(judged, KEY, "left")
        .withColumn("side", coalesce(col("side"), lit(0)))
        .drop("interval", "open_time");
  }

  /** The label h candles back ends exactly at this decision, unless a gap lies between. */
  private static Dataset<Row> withPreviousDirection(Dataset<Row> labels, int horizonBars) {
    WindowSpec series = Window.partitionBy("exchange", "pair", "interval").orderBy("open_time");
    Column endsHere = lag("known_at", horizonBars).over(series).equalTo(col("close_time"));
    return labels.select(
        col("exchange"),
        col("pair"),
        col("interval"),
        col("open_time"),
        col("forward_return"),
        when(endsHere, lag("direction", horizonBars).over(series)).as("previous_direction"));
  }

  private static Dataset<Row> judgedSignals(
      Dataset<Row> entries, Dataset<Row> labels, Dataset<Row> candles, int horizonBars) {
    Dataset<Row> labelled =
        entries
            .select(
                col("exchange"),
                col("pair"),
                col("interval"),
                col("open_time"),
                col("close_time"),
                col("side"),
                col("probability").as("confidence"))
            .join(
                labels.select(
                    col("exchange"),
                    col("pair"),
                    col("interval"),
                    col("open_time"),
                    col("known_at")),
                KEY,
                "inner");
    return PerGroup.apply(
        withLateReturn(labelled, candles, horizonBars),
        List.of("exchange", "pair", "interval"),
        List.of("open_time"),
        Outcomes::markNonOverlapping,
        JUDGED_SIGNAL);
  }

  /** ln(close of the label's last candle ÷ open of the candle after the next). */
  private static Dataset<Row> withLateReturn(
      Dataset<Row> signals, Dataset<Row> candles, int horizonBars) {
    if (horizonBars < 2) {
      return signals.withColumn("late_return", lit(null).cast("double"));
    }
    Dataset<Row> traded = candles.where(col("filled").equalTo(false));
    Dataset<Row> lateOpens =
        traded.select(
            col("exchange"),
            col("pair"),
            col("interval"),
            col("open_time").as("late_time"),
            col("open").cast("double").as("late_open"));
    Dataset<Row> lastCloses =
        traded.select(
            col("exchange"),
            col("pair"),
            col("interval"),
            col("close_time").as("known_at"),
            col("close").cast("double").as("last_close"));
    return signals
        .withColumn("late_time", oneCandleAfter(col("close_time")))
        .join(lateOpens, new String[] {"exchange", "pair", "interval", "late_time"}, "left")
        .join(lastCloses, new String[] {"exchange", "pair", "interval", "known_at"}, "left")
        .withColumn("late_return", ln(col("last_close")).minus(ln(col("late_open"))));
  }

  private static Column oneCandleAfter(Column closeTime) {
    Column length = lit(null).cast("bigint");
    for (Interval interval : Interval.values()) {
      length = when(col("interval").equalTo(interval.code()), interval.micros()).otherwise(length);
    }
    return timestamp_micros(unix_micros(closeTime).plus(length));
  }

  private static Iterator<Row> markNonOverlapping(Iterator<Row> group) {
    List<Row> signals = new ArrayList<>();
    group.forEachRemaining(signals::add);
    boolean[] kept =
        NonOverlapping.kept(micros(signals, "close_time"), micros(signals, "known_at"));
    return IntStream.range(0, signals.size())
        .mapToObj(i -> judged(signals.get(i), kept[i]))
        .iterator();
  }

  private static long[] micros(List<Row> rows, String column) {
    return rows.stream()
        .map(row -> row.<Instant>getAs(column))
        .mapToLong(EpochMicros::of)
        .toArray();
  }

  private static Row judged(Row signal, boolean kept) {
    return RowFactory.create(
        signal.<String>getAs("exchange"),
        signal.<String>getAs("pair"),
        signal.<String>getAs("interval"),
        signal.<Instant>getAs("open_time"),
        signal.<Integer>getAs("side"),
        signal.<Double>getAs("confidence"),
        signal.<Double>getAs("late_return"),
        kept);
  }
}
