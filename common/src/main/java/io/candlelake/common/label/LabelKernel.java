package io.candlelake.common.label;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.candlelake.common.dataset.SeriesKernel;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.kernel.SeriesKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Runs labels over one series. Times in the result are microseconds since 1970. */
public record LabelKernel(List<Label> labels) implements SeriesKernel {
  /** One row for each candle and label that has an answer. */
  public static final StructType RESULT =
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

  public LabelKernel {
    labels = List.copyOf(labels);
  }

  @Override
  public Iterator<Row> apply(SeriesKey key, Bars bars) {
    return labels.stream().flatMap(label -> rows(key, bars, label).stream()).iterator();
  }

  private static List<Row> rows(SeriesKey key, Bars bars, Label label) {
    double[] volatility = label.volatility(bars);
    List<Optional<Outcome>> outcomes = new ArrayList<>(bars.size());
    for (int t = 0; t < bars.size(); t++) {
      outcomes.add(label.outcome(bars, t, volatility[t]));
    }
    double[] uniqueness = Uniqueness.of(bars, outcomes, label.horizonBars());
    List<Row> rows = new ArrayList<>();
    for (int t = 0; t < bars.size(); t++) {
      if (outcomes.get(t).isPresent()) {
        Outcome outcome = outcomes.get(t).get();
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
                volatility[t],
                uniqueness[t]));
      }
    }
    return rows;
  }
}
