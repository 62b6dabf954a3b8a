package io.candlelake.jobs.evaluate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;

import io.candlelake.common.metric.EvaluationMetric;
import io.candlelake.common.metric.EvaluationSlice;
import io.candlelake.common.table.EvaluationRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** How well scores rank the pairs at each time: IC and rank IC, of everything and of each fold. */
final class InformationCoefficients {
  /** Fewer pairs at a time say nothing about ranking. */
  static final int MIN_PAIRS = 5;

  private static final StructType AT_ONE_TIME =
      new StructType()
          .add("time", DataTypes.LongType, false)
          .add("fold", DataTypes.IntegerType, false)
          .add("kind", DataTypes.StringType, false)
          .add("ic", DataTypes.DoubleType, false);

  private InformationCoefficients() {}

  /** Rows of {@link EvaluationRow} from what {@link Outcomes} makes. */
  static Dataset<Row> of(Dataset<Row> outcomes, int horizonBars) {
    Dataset<Row> rows =
        outcomes.select(
            unix_micros(col("close_time")).as("time"),
            col("fold"),
            col("exchange"),
            col("pair"),
            col("score"),
            col("forward_return"));
    Dataset<Row> coefficients =
        PerGroup.apply(
            rows,
            List.of("time"),
            List.of("exchange", "pair"),
            InformationCoefficients::atOneTime,
            AT_ONE_TIME);
    Column slices =
        array(
            struct(lit(EvaluationSlice.ALL.key()).as("slice"), lit("").as("slice_value")),
            struct(
                lit(EvaluationSlice.FOLD.key()).as("slice"),
                col("fold").cast("string").as("slice_value")));
    Dataset<Row> sliced =
        coefficients
            .withColumn("cut", explode(slices))
            .select(
                col("cut.slice").as("slice"),
                col("cut.slice_value").as("slice_value"),
                col("kind"),
                col("time"),
                col("ic"));
    return PerGroup.apply(
        sliced,
        List.of("slice", "slice_value", "kind"),
        List.of("time"),
        group -> summary(group, horizonBars),
        EvaluationRow.CODEC.schema());
  }

  private static Iterator<Row> atOneTime(Iterator<Row> group) {
    List<Row> pairs = new ArrayList<>();
    group.forEachRemaining(pairs::add);
    if (pairs.size() < MIN_PAIRS) {
      return Collections.emptyIterator();
    }
    double[] score = pairs.stream().mapToDouble(row -> row.getDouble(4)).toArray();
    double[] forwardReturn = pairs.stream().mapToDouble(row -> row.getDouble(5)).toArray();
    List<Row> made = new ArrayList<>();
    Row first = pairs.get(0);
    Correlation.pearson(score, forwardReturn)
        .ifPresent(ic -> made.add(RowFactory.create(first.get(0), first.get(1), "ic", ic)));
    Correlation.spearman(score, forwardReturn)
        .ifPresent(ic -> made.add(RowFactory.create(first.get(0), first.get(1), "rank_ic", ic)));
    return made.iterator();
  }

  /** Mean, mean ÷ standard deviation and t over the times of one slice. */
  private static Iterator<Row> summary(Iterator<Row> group, int horizonBars) {
    Row last = null;
    long times = 0;
    double mean = 0;
    double squares = 0;
    while (group.hasNext()) {
      last = group.next();
      times++;
      double deviation = last.getDouble(4) - mean;
      mean += deviation / times;
      squares += deviation * (last.getDouble(4) - mean);
    }
    double standardDeviation = times > 1 ? Math.sqrt(squares / (times - 1)) : 0;
    OptionalDouble ratio =
        standardDeviation > 0
            ? OptionalDouble.of(mean / standardDeviation)
            : OptionalDouble.empty();
    double independentTimes = Math.sqrt((double) times / horizonBars);
    OptionalDouble t =
        ratio.isPresent()
            ? OptionalDouble.of(ratio.getAsDouble() * independentTimes)
            : OptionalDouble.empty();
    String kind = last.getString(2);
    return List.of(
            metric(last, kind, OptionalDouble.of(mean), times),
            metric(last, kind + "_ir", ratio, times),
            metric(last, kind + "_t", t, times))
        .iterator();
  }

  private static Row metric(Row slice, String name, OptionalDouble value, long times) {
    return new MetricRow(
            EvaluationSlice.valueOf(slice.getString(0).toUpperCase(Locale.ROOT)),
            slice.getString(1),
            EvaluationMetric.valueOf(name.toUpperCase(Locale.ROOT)),
            value,
            Optional.empty(),
            times)
        .toRow();
  }
}
