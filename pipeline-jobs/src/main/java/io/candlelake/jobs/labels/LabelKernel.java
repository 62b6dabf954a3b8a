package io.candlelake.jobs.labels;

import io.candlelake.common.dataset.SeriesKernel;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.kernel.SeriesKey;
import io.candlelake.common.label.Label;
import io.candlelake.common.label.LabelSeries;
import io.candlelake.common.label.Outcome;
import io.candlelake.common.table.Tables;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Runs labels over one series. */
record LabelKernel(List<Label> labels) implements SeriesKernel {
  /** One row for each candle and label that has an answer. */
  static final StructType RESULT = Tables.LABELS.schemaWithout("run_id", "year");

  LabelKernel {
    labels = List.copyOf(labels);
  }

  @Override
  public Iterator<InternalRow> apply(SeriesKey key, Bars bars) {
    return labels.stream().flatMap(label -> rows(key, bars, label)).iterator();
  }

  private static Stream<InternalRow> rows(SeriesKey key, Bars bars, Label label) {
    LabelSeries series = LabelSeries.of(label, bars);
    UTF8String exchange = UTF8String.fromString(key.exchange());
    UTF8String pair = UTF8String.fromString(key.pair());
    UTF8String interval = UTF8String.fromString(key.interval().code());
    UTF8String name = UTF8String.fromString(label.name());
    Map<Outcome.Touched, UTF8String> touched = new EnumMap<>(Outcome.Touched.class);
    for (Outcome.Touched way : Outcome.Touched.values()) {
      touched.put(way, UTF8String.fromString(way.code()));
    }
    return IntStream.range(0, bars.size())
        .filter(t -> series.outcomes().get(t).isPresent())
        .mapToObj(
            t -> {
              Outcome outcome = series.outcomes().get(t).get();
              return new GenericInternalRow(
                  new Object[] {
                    exchange,
                    pair,
                    interval,
                    bars.openTime()[t],
                    bars.closeTime()[t],
                    name,
                    bars.closeTime()[outcome.lastBar()],
                    outcome.forwardReturn(),
                    outcome.direction(),
                    touched.get(outcome.touched()),
                    series.volatility()[t],
                    series.uniqueness()[t]
                  });
            });
  }
}
