package io.candlelake.jobs.labels;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.candlelake.common.dataset.SeriesKernel;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.kernel.SeriesKey;
import io.candlelake.common.label.Label;
import io.candlelake.common.label.LabelSeries;
import io.candlelake.common.label.Outcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Runs labels over one series. Times in the result are microseconds since 1970. */
record LabelKernel(List<Label> labels) implements SeriesKernel {
  /** One row for each candle and label that has an answer. */
  static final StructType RESULT =
      new StructType()
          .add("exchange", StringType, false)
          .add("pair", StringType, false)
          .add("interval", StringType, false)
          .add("open_time", LongType, false)
          .add("close_time", LongType, false)
          .add("label", StringType, false)
          .add("known_at", LongType, false)
          .add("forward_return", DoubleType, false)
          .add("direction", IntegerType, false)
          .add("touched", StringType, false)
          .add("volatility", DoubleType, false)
          .add("uniqueness", DoubleType, false);

  LabelKernel {
    labels = List.copyOf(labels);
  }

  @Override
  public Iterator<Row> apply(SeriesKey key, Bars bars) {
    return labels.stream().flatMap(label -> rows(key, bars, label).stream()).iterator();
  }

  private static List<Row> rows(SeriesKey key, Bars bars, Label label) {
    LabelSeries series = LabelSeries.of(label, bars);
    List<Row> rows = new ArrayList<>();
    for (int t = 0; t < bars.size(); t++) {
      if (series.outcomes().get(t).isPresent()) {
        Outcome outcome = series.outcomes().get(t).get();
        rows.add(
            RowFactory.create(
                key.exchange(),
                key.pair(),
                key.interval().code(),
                bars.openTime()[t],
                bars.closeTime()[t],
                label.name(),
                bars.closeTime()[outcome.lastBar()],
                outcome.forwardReturn(),
                outcome.direction(),
                outcome.touched().code(),
                series.volatility()[t],
                series.uniqueness()[t]));
      }
    }
    return rows;
  }
}
