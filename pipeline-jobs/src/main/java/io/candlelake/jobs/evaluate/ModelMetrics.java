package io.candlelake.jobs.evaluate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftleft;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.struct;

import io.candlelake.common.dataset.SortedGroups;
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

  /** A score of 0 to 1 in millionths fits below this bit; kind and fold stand from it on. */
  private static final int SCORE_BITS = 20;

  private static final List<ScoreMetrics.Of> KINDS =
      List.of(ScoreMetrics.Of.SCORE, ScoreMetrics.Of.PROBABILITY);

  private ModelMetrics() {}

  /** Rows of {@link EvaluationRow} from what {@link Outcomes} makes. */
  static Dataset<Row> of(Dataset<Row> outcomes) {
    Column kinds = array(of(ScoreMetrics.Of.SCORE), of(ScoreMetrics.Of.PROBABILITY));
    Column millionths = floor(col("said.value").multiply(RESOLUTION).plus(0.5));
    Dataset<Row> counts =
        outcomes
            .select(col("fold"), col("forward_return").gt(0).as("up"), explode(kinds).as("said"))
            .where(col("said.value").isNotNull())
            .groupBy(place(col("fold").plus(1), col("said.kind"), millionths).as("place"))
            .agg(count_if(col("up")).as("ups"), count(lit(1)).as("n"));
    Column ofAll = col("place").bitwiseAND(lit((1L << (SCORE_BITS + 1)) - 1));
    Dataset<Row> sorted =
        counts
            .select(
                explode(array(ofAll, col("place"))).as("place"),
                col("ups"),
                col("n").minus(col("ups")).as("others"))
            .repartition(shiftright(col("place"), SCORE_BITS))
            // One number: Spark sorts it by its digits, without comparing rows.
            .sortWithinPartitions("place");
    return SortedGroups.apply(
        sorted,
        (a, b) -> group(a) == group(b),
        (first, rows) -> measure(group(first), rows),
        EvaluationRow.CODEC.schema());
  }

  /** A number that sorts by fold (0 for all, else one more), kind and score. */
  private static Column place(Column fold, Column kind, Column millionths) {
    Column group = shiftleft(fold.cast("bigint"), 1).bitwiseOR(kind.cast("bigint"));
    return shiftleft(group, SCORE_BITS).bitwiseOR(millionths);
  }

  private static long group(Row row) {
    return row.getLong(0) >> SCORE_BITS;
  }

  private static Column of(ScoreMetrics.Of kind) {
    String column = kind.name().toLowerCase(Locale.ROOT);
    return struct(lit(KINDS.indexOf(kind)).as("kind"), col(column).as("value"));
  }

  private static Iterator<Row> measure(long group, Iterator<Row> rows) {
    ScoredOutcomes.Builder builder = new ScoredOutcomes.Builder();
    while (rows.hasNext()) {
      Row row = rows.next();
      long millionths = row.getLong(0) & ((1L << SCORE_BITS) - 1);
      builder.add(millionths / RESOLUTION, row.getLong(1), row.getLong(2));
    }
    long fold = (group >> 1) - 1;
    EvaluationSlice slice = fold < 0 ? EvaluationSlice.ALL : EvaluationSlice.FOLD;
    ScoredOutcomes outcomes = builder.build();
    ScoreMetrics.Of of = KINDS.get((int) (group & 1));
    Measured measured = new Measured(slice, fold < 0 ? "" : Long.toString(fold), outcomes.rows());
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
