package io.candlelake.jobs.evaluate;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.metric.EvaluationMetric;
import io.candlelake.common.metric.EvaluationSlice;
import io.candlelake.common.table.EvaluationRow;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

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

  static MetricRow of(EvaluationRow row) {
    Optional<ShareBootstrap.Interval> interval =
        row.low().isPresent()
            ? Optional.of(
                new ShareBootstrap.Interval(row.low().getAsDouble(), row.high().getAsDouble()))
            : Optional.empty();
    return new MetricRow(
        EvaluationSlice.valueOf(upper(row.slice())),
        row.sliceValue(),
        EvaluationMetric.valueOf(upper(row.metric())),
        row.value(),
        interval,
        row.rows());
  }

  EvaluationRow stored() {
    return new EvaluationRow(
        slice.key(),
        sliceValue,
        metric.key(),
        value,
        interval.map(i -> OptionalDouble.of(i.low())).orElseGet(OptionalDouble::empty),
        interval.map(i -> OptionalDouble.of(i.high())).orElseGet(OptionalDouble::empty),
        rows);
  }

  Row toRow() {
    return EvaluationRow.CODEC.row(stored());
  }

  static Dataset<Row> toDataset(List<MetricRow> metrics, SparkSession spark) {
    List<EvaluationRow> rows = metrics.stream().sorted(BY_KEY).map(MetricRow::stored).toList();
    return EvaluationRow.CODEC.rows(spark, rows).coalesce(1);
  }

  private static String upper(String key) {
    return key.toUpperCase(Locale.ROOT);
  }
}
