package io.candlelake.jobs.evaluate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.candlelake.common.metric.EvaluationMetric;
import io.candlelake.common.metric.EvaluationSlice;
import io.candlelake.common.table.EvaluationRow;
import io.candlelake.jobs.evaluate.ProbabilityMetrics.CalibrationBin;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Ranking, classification and calibration metrics of all predictions and of each fold. Scores are
 * counted at a resolution of one millionth, so that a slice is at most a million counts, whatever
 * the number of predictions, and no order of rows changes a digit.
 */
final class ModelMetrics {
  private static final double RESOLUTION = 1e6;

  private ModelMetrics() {}

  /** Rows of {@link EvaluationRow} from what {@link Outcomes} makes. */
  static Dataset<Row> of(Dataset<Row> outcomes) {
    Column kinds = array(of(ScoreMetrics.Of.SCORE), of(ScoreMetrics.Of.PROBABILITY));
    Dataset<Row> counts =
        outcomes
            .select(col("fold"), col("forward_return").gt(0).as("up"), explode(kinds).as("said"))
            .where(col("said.value").isNotNull())
            .groupBy(
                col("fold"),
                col("said.kind").as("kind"),
                floor(col("said.value").multiply(RESOLUTION).plus(0.5)).as("millionths"))
            .agg(count_if(col("up")).as("ups"), count(lit(1)).as("n"));
    Column slices =
        array(
            struct(lit(EvaluationSlice.ALL.key()).as("slice"), lit("").as("slice_value")),
            struct(
                lit(EvaluationSlice.FOLD.key()).as("slice"),
                col("fold").cast("string").as("slice_value")));
    Dataset<Row> sliced =
        counts
            .withColumn("cut", explode(slices))
            .select(
                col("cut.slice").as("slice"),
                col("cut.slice_value").as("slice_value"),
                col("kind"),
                col("millionths"),
                col("ups"),
                col("n").minus(col("ups")).as("others"));
    return PerGroup.apply(
        sliced,
        List.of("slice", "slice_value", "kind"),
        List.of("millionths"),
        ModelMetrics::measure,
        EvaluationRow.CODEC.schema());
  }

  private static Column of(ScoreMetrics.Of kind) {
    String column = kind.name().toLowerCase(Locale.ROOT);
    return struct(lit(kind.name()).as("kind"), col(column).as("value"));
  }

  private static Iterator<Row> measure(Iterator<Row> group) {
    ScoredOutcomes.Builder builder = new ScoredOutcomes.Builder();
    Row last = null;
    while (group.hasNext()) {
      last = group.next();
      builder.add(last.getLong(3) / RESOLUTION, last.getLong(4), last.getLong(5));
    }
    EvaluationSlice slice =
        last.getString(0).equals(EvaluationSlice.ALL.key())
            ? EvaluationSlice.ALL
            : EvaluationSlice.FOLD;
    ScoredOutcomes outcomes = builder.build();
    ScoreMetrics.Of of = ScoreMetrics.Of.valueOf(last.getString(2));
    Measured measured = new Measured(slice, last.getString(1), outcomes.rows());
    ScoreMetrics.ALL.stream()
        .filter(metric -> metric.of() == of)
        .forEach(metric -> measured.add(metric.metric(), metric.value().apply(outcomes)));
    if (of == ScoreMetrics.Of.PROBABILITY && slice == EvaluationSlice.ALL) {
      measured.metrics.addAll(calibrationCurve(outcomes));
    }
    return measured.metrics.stream().map(MetricRow::toRow).iterator();
  }

  private static List<MetricRow> calibrationCurve(ScoredOutcomes outcomes) {
    List<MetricRow> metrics = new ArrayList<>();
    List<CalibrationBin> bins =
        ProbabilityMetrics.calibration(outcomes, ScoreMetrics.CALIBRATION_BINS);
    for (int i = 0; i < bins.size(); i++) {
      CalibrationBin bin = bins.get(i);
      Measured measured = new Measured(EvaluationSlice.CALIBRATION, String.valueOf(i), bin.rows());
      measured.add(EvaluationMetric.MEAN_PROBABILITY, OptionalDouble.of(bin.meanProbability()));
      measured.add(EvaluationMetric.SHARE_UP, OptionalDouble.of(bin.sharePositive()));
      metrics.addAll(measured.metrics);
    }
    return metrics;
  }

  /** Collects metrics that share a slice and its rows. */
  private static final class Measured {
    private final EvaluationSlice slice;
    private final String value;
    private final long rows;
    private final List<MetricRow> metrics = new ArrayList<>();

    Measured(EvaluationSlice slice, String value, long rows) {
      this.slice = slice;
      this.value = value;
      this.rows = rows;
    }

    void add(EvaluationMetric metric, OptionalDouble measure) {
      metrics.add(new MetricRow(slice, value, metric, measure, Optional.empty(), rows));
    }
  }
}
