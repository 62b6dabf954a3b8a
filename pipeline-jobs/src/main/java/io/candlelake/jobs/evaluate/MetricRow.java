package io.candlelake.jobs.evaluate;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.metric.EvaluationMetric;
import io.candlelake.common.metric.EvaluationSlice;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One figure of {@code gold.evaluations}.
 *
 * @param value empty where it is not defined
 * @param rows what it was measured on
 */
record MetricRow(
    EvaluationSlice slice,
    String sliceValue,
    EvaluationMetric metric,
    OptionalDouble value,
    Optional<ShareBootstrap.Interval> interval,
    long rows) {

  static final StructType SCHEMA =
      new StructType()
          .add("slice", DataTypes.StringType, false)
          .add("slice_value", DataTypes.StringType, false)
          .add("metric", DataTypes.StringType, false)
          .add("value", DataTypes.DoubleType, true)
          .add("low", DataTypes.DoubleType, true)
          .add("high", DataTypes.DoubleType, true)
          .add("rows", DataTypes.LongType, false);

  private static final Comparator<MetricRow> BY_KEY =
      Comparator.comparing(MetricRow::slice)
          .thenComparing(MetricRow::sliceValue)
          .thenComparing(MetricRow::metric);

  MetricRow {
    requireNonNull(slice, "slice is null");
    requireNonNull(sliceValue, "sliceValue is null");
    requireNonNull(metric, "metric is null");
    requireNonNull(interval, "interval is null");
    if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
      throw new IllegalArgumentException(metric + " of " + slice + " is " + value.getAsDouble());
    }
  }

  static MetricRow all(EvaluationMetric metric, OptionalDouble value, long rows) {
    return new MetricRow(EvaluationSlice.ALL, "", metric, value, Optional.empty(), rows);
  }

  static MetricRow of(Row row) {
    return new MetricRow(
        EvaluationSlice.valueOf(upper(row.getString(0))),
        row.getString(1),
        EvaluationMetric.valueOf(upper(row.getString(2))),
        row.isNullAt(3) ? OptionalDouble.empty() : OptionalDouble.of(row.getDouble(3)),
        row.isNullAt(4)
            ? Optional.empty()
            : Optional.of(new ShareBootstrap.Interval(row.getDouble(4), row.getDouble(5))),
        row.getLong(6));
  }

  Row toRow() {
    return RowFactory.create(
        slice.key(),
        sliceValue,
        metric.key(),
        value.isPresent() ? value.getAsDouble() : null,
        interval.map(ShareBootstrap.Interval::low).orElse(null),
        interval.map(ShareBootstrap.Interval::high).orElse(null),
        rows);
  }

  static Dataset<Row> toDataset(List<MetricRow> metrics, SparkSession spark) {
    List<Row> rows = metrics.stream().sorted(BY_KEY).map(MetricRow::toRow).toList();
    return spark.createDataFrame(rows, SCHEMA).coalesce(1);
  }

  private static String upper(String key) {
    return key.toUpperCase(Locale.ROOT);
  }
}
