package io.candlelake.jobs.evaluate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expm1;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.quarter;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import io.candlelake.common.metric.EvaluationSlice;
import io.candlelake.jobs.evaluate.ShareBootstrap.Interval;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Adds outcomes up to slices. Decisions are counted once, to one row a pair, fold, day and side;
 * the slices are cut from those few rows, and the bootstrap works on the weekly sums of each slice.
 * Sums of fractions are decimal on the way, so that no order of adding changes a digit.
 */
final class SignalSlices {
  /** Slices up to the last decision that other metrics are made of. */
  static final String RECENT = "recent";

  static final int DAYS_OF_12_MONTHS = 365;
  static final int DAYS_OF_90_DAYS = 90;
  static final int DAYS_OF_2_YEARS = 730;

  /** τ of the coverage curve: 0.50, 0.51, … 0.70. */
  private static final int FIRST_PERCENT = 50;

  private static final int LAST_PERCENT = 70;

  private static final List<String> DECISION_COUNTS =
      List.of("decisions", "up", "down", "full_right", "persistence_known", "persistence_right");
  private static final List<String> SIGNAL_COUNTS =
      List.of(
          "signals",
          "right",
          "signals_up",
          "signals_down",
          "signals_persistence_known",
          "signals_persistence_right",
          "kept",
          "kept_right",
          "late_known",
          "late_right");
  private static final List<String> SIGNAL_SUMS = List.of("confidence", "gross", "late_gross");

  private static final List<String> COUNTS =
      Stream.concat(DECISION_COUNTS.stream(), SIGNAL_COUNTS.stream()).toList();
  private static final int FIRST_COUNT = 3;
  private static final int FIRST_SUM = FIRST_COUNT + COUNTS.size();

  private static final int SIGNALS = COUNTS.indexOf("signals");
  private static final int RIGHT = COUNTS.indexOf("right");
  private static final int KEPT = COUNTS.indexOf("kept");
  private static final int KEPT_RIGHT = COUNTS.indexOf("kept_right");
  private static final int LATE_KNOWN = COUNTS.indexOf("late_known");
  private static final int LATE_RIGHT = COUNTS.indexOf("late_right");

  private static final StructType TOTALS = totalsSchema();

  private SignalSlices() {}

  /**
   * The totals of every slice.
   *
   * @param outcomes as {@link Outcomes} makes them
   * @param lastDay UTC day of the last decision
   * @param seed of the bootstrap, the same for every slice
   */
  static List<SliceTotals> totals(
      Dataset<Row> outcomes, LocalDate lastDay, int resamples, long seed) {
    Dataset<Row> decisions =
        outcomes
            .where(col("probability").isNotNull())
            .withColumn("day", to_date(col("close_time")));
    Dataset<Row> days = sliceDays(cells(decisions), lastDay).unionByName(thresholdDays(decisions));
    Dataset<Row> totals =
        PerGroup.apply(
            days,
            List.of("slice", "slice_value"),
            List.of("day"),
            group -> List.of(total(group, resamples, seed)).iterator(),
            TOTALS);
    return totals.collectAsList().stream().map(SignalSlices::read).toList();
  }

  /** One row a pair, fold, day and side (0 for no signal). */
  private static Dataset<Row> cells(Dataset<Row> decisions) {
    Column r = col("forward_return");
    Column isSignal = col("side").notEqual(0);
    Column right = col("side").multiply(r).gt(0);
    Column persists = col("previous_direction").multiply(r).gt(0);
    Column late = col("side").multiply(col("late_return"));
    return decisions
        .groupBy("pair", "fold", "day", "side")
        .agg(
            count(lit(1)).as("decisions"),
            count_if(r.gt(0)).as("up"),
            count_if(r.lt(0)).as("down"),
            count_if(likelierSideRight()).as("full_right"),
            count_if(col("previous_direction").isNotNull()).as("persistence_known"),
            count_if(persists).as("persistence_right"),
            count_if(isSignal).as("signals"),
            count_if(right).as("right"),
            count_if(isSignal.and(r.gt(0))).as("signals_up"),
            count_if(isSignal.and(r.lt(0))).as("signals_down"),
            count_if(isSignal.and(col("previous_direction").isNotNull()))
                .as("signals_persistence_known"),
            count_if(isSignal.and(persists)).as("signals_persistence_right"),
            count_if(col("kept")).as("kept"),
            count_if(col("kept").and(right)).as("kept_right"),
            count_if(late.isNotNull()).as("late_known"),
            count_if(late.gt(0)).as("late_right"),
            exactSum(when(isSignal, col("confidence"))).as("confidence"),
            exactSum(when(isSignal, col("side").multiply(expm1(r)))).as("gross"),
            exactSum(when(isSignal, col("side").multiply(expm1(col("late_return")))))
                .as("late_gross"));
  }

  /** Right if taken long for p > ½ and short for p < ½. */
  private static Column likelierSideRight() {
    return col("probability").minus(0.5).multiply(col("forward_return")).gt(0);
  }

  private static Column exactSum(Column value) {
    return sum(value.cast("decimal(28,18)"));
  }

  /** One row a slice and day, from the cells. */
  private static Dataset<Row> sliceDays(Dataset<Row> cells, LocalDate lastDay) {
    Column day = col("day");
    Column everything = lit(true);
    List<Column> slices =
        List.of(
            slice(EvaluationSlice.ALL.key(), lit(""), everything),
            slice(EvaluationSlice.PAIR.key(), col("pair"), everything),
            slice(EvaluationSlice.FOLD.key(), col("fold").cast("string"), everything),
            slice(EvaluationSlice.YEAR.key(), year(day).cast("string"), everything),
            slice(
                EvaluationSlice.QUARTER.key(),
                concat(year(day).cast("string"), lit("-Q"), quarter(day).cast("string")),
                everything),
            slice(EvaluationSlice.MONTH.key(), date_format(day, "yyyy-MM"), everything),
            slice(EvaluationSlice.SIDE.key(), lit("long"), col("side").equalTo(1)),
            slice(EvaluationSlice.SIDE.key(), lit("short"), col("side").equalTo(-1)),
            recent(lastDay, DAYS_OF_12_MONTHS),
            recent(lastDay, DAYS_OF_90_DAYS),
            recent(lastDay, DAYS_OF_2_YEARS));
    Dataset<Row> exploded =
        cells
            .withColumn("cut", explode(array(slices.toArray(Column[]::new))))
            .where(col("cut.slice").isNotNull());
    List<Column> sums = new ArrayList<>();
    DECISION_COUNTS.forEach(name -> sums.add(sum(col(name)).as(name)));
    SIGNAL_COUNTS.forEach(
        name -> sums.add(sum(when(col("cut.own"), col(name)).otherwise(0L)).as(name)));
    SIGNAL_SUMS.forEach(name -> sums.add(sum(when(col("cut.own"), col(name))).as(name)));
    return exploded
        .groupBy(col("cut.slice").as("slice"), col("cut.slice_value").as("slice_value"), col("day"))
        .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new))
        .transform(SignalSlices::asDays);
  }

  /** A slice that a cell belongs to, and whether the cell's signals count in it. */
  private static Column slice(String slice, Column value, Column own) {
    return struct(lit(slice).as("slice"), value.as("slice_value"), own.as("own"));
  }

  private static Column recent(LocalDate lastDay, int days) {
    Column within = col("day").gt(lit(lastDay.minusDays(days)));
    return struct(
        when(within, lit(RECENT)).as("slice"),
        lit(String.valueOf(days)).as("slice_value"),
        lit(true).as("own"));
  }

  /** One row a threshold and day, as if all that reaches the threshold were emitted. */
  private static Dataset<Row> thresholdDays(Dataset<Row> decisions) {
    Column likelier = greatest(col("probability"), lit(1.0).minus(col("probability")));
    Column reached = lit(FIRST_PERCENT - 1);
    for (int percent = FIRST_PERCENT; percent <= LAST_PERCENT; percent++) {
      reached = reached.plus(likelier.geq(percent / 100.0).cast("int"));
    }
    Column[] thresholds = new Column[LAST_PERCENT - FIRST_PERCENT + 1];
    for (int i = 0; i < thresholds.length; i++) {
      int percent = FIRST_PERCENT + i;
      thresholds[i] =
          struct(
              lit(percent).as("percent"),
              lit(String.format(Locale.ROOT, "%.2f", percent / 100.0)).as("name"));
    }
    Dataset<Row> perDay =
        decisions
            .groupBy(col("day"), reached.as("reached"))
            .agg(count(lit(1)).as("n"), count_if(likelierSideRight()).as("n_right"))
            .withColumn("threshold", explode(array(thresholds)));
    Column emitted = col("reached").geq(col("threshold.percent"));
    Dataset<Row> days =
        perDay
            .groupBy(
                lit(EvaluationSlice.THRESHOLD.key()).as("slice"),
                col("threshold.name").as("slice_value"),
                col("day"))
            .agg(
                sum(col("n")).as("decisions"),
                sum(when(emitted, col("n")).otherwise(0L)).as("signals"),
                sum(when(emitted, col("n_right")).otherwise(0L)).as("right"));
    return asDays(days);
  }

  /** Brings rows to the columns that the kernel reads by place; what is absent is 0. */
  private static Dataset<Row> asDays(Dataset<Row> rows) {
    List<String> given = Arrays.asList(rows.columns());
    List<Column> columns = new ArrayList<>();
    columns.add(col("slice"));
    columns.add(col("slice_value"));
    columns.add(unix_date(col("day")).cast("bigint").as("day"));
    for (String name : COUNTS) {
      columns.add((given.contains(name) ? col(name) : lit(0L)).as(name));
    }
    for (String name : SIGNAL_SUMS) {
      Column value = given.contains(name) ? col(name).cast("double") : lit(0.0);
      columns.add(coalesce(value, lit(0.0)).as(name));
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  /** Sums the days of one slice, in order, and bootstraps its weeks. */
  private static Row total(Iterator<Row> days, int resamples, long seed) {
    long[] counts = new long[COUNTS.size()];
    double[] sums = new double[SIGNAL_SUMS.size()];
    List<long[]> weeks = new ArrayList<>();
    long week = Long.MIN_VALUE;
    long signalDays = 0;
    Row last = null;
    while (days.hasNext()) {
      last = days.next();
      long itsWeek = weekOf(last.getLong(2));
      if (itsWeek != week) {
        week = itsWeek;
        weeks.add(new long[COUNTS.size()]);
      }
      for (int i = 0; i < counts.length; i++) {
        long value = last.getLong(FIRST_COUNT + i);
        counts[i] += value;
        weeks.get(weeks.size() - 1)[i] += value;
      }
      for (int i = 0; i < sums.length; i++) {
        sums[i] += last.getDouble(FIRST_SUM + i);
      }
      signalDays += last.getLong(FIRST_COUNT + SIGNALS) > 0 ? 1 : 0;
    }
    List<Object> values = new ArrayList<>();
    values.add(last.getString(0));
    values.add(last.getString(1));
    values.add(signalDays);
    for (long value : counts) {
      values.add(value);
    }
    for (double value : sums) {
      values.add(value);
    }
    boolean isAll = last.getString(0).equals(EvaluationSlice.ALL.key());
    addInterval(values, interval(weeks, RIGHT, SIGNALS, resamples, seed));
    addInterval(
        values, isAll ? interval(weeks, KEPT_RIGHT, KEPT, resamples, seed) : Optional.empty());
    addInterval(
        values,
        isAll ? interval(weeks, LATE_RIGHT, LATE_KNOWN, resamples, seed) : Optional.empty());
    return RowFactory.create(values.toArray());
  }

  /** Weeks run from Monday; day 0, 1970-01-01, was a Thursday. */
  static long weekOf(long epochDay) {
    return Math.floorDiv(epochDay + 3, 7L);
  }

  private static Optional<Interval> interval(
      List<long[]> weeks, int right, int count, int resamples, long seed) {
    long[] rights = weeks.stream().mapToLong(week -> week[right]).toArray();
    long[] counts = weeks.stream().mapToLong(week -> week[count]).toArray();
    return ShareBootstrap.interval(rights, counts, resamples, seed);
  }

  private static void addInterval(List<Object> values, Optional<Interval> interval) {
    values.add(interval.map(Interval::low).orElse(null));
    values.add(interval.map(Interval::high).orElse(null));
  }

  private static StructType totalsSchema() {
    StructType schema =
        new StructType()
            .add("slice", DataTypes.StringType, false)
            .add("slice_value", DataTypes.StringType, false)
            .add("signal_days", DataTypes.LongType, false);
    for (String name : COUNTS) {
      schema = schema.add(name, DataTypes.LongType, false);
    }
    for (String name : SIGNAL_SUMS) {
      schema = schema.add(name, DataTypes.DoubleType, false);
    }
    for (String name : List.of("accuracy", "kept", "late")) {
      schema = schema.add(name + "_low", DataTypes.DoubleType, true);
      schema = schema.add(name + "_high", DataTypes.DoubleType, true);
    }
    return schema;
  }

  private static SliceTotals read(Row row) {
    return new SliceTotals(
        row.getAs("slice"),
        row.getAs("slice_value"),
        row.getAs("signal_days"),
        row.getAs("decisions"),
        row.getAs("up"),
        row.getAs("down"),
        row.getAs("full_right"),
        row.getAs("persistence_known"),
        row.getAs("persistence_right"),
        row.getAs("signals"),
        row.getAs("right"),
        row.getAs("signals_up"),
        row.getAs("signals_down"),
        row.getAs("signals_persistence_known"),
        row.getAs("signals_persistence_right"),
        row.getAs("kept"),
        row.getAs("kept_right"),
        row.getAs("late_known"),
        row.getAs("late_right"),
        row.getAs("confidence"),
        row.getAs("gross"),
        row.getAs("late_gross"),
        readInterval(row, "accuracy"),
        readInterval(row, "kept"),
        readInterval(row, "late"));
  }

  private static Optional<Interval> readInterval(Row row, String name) {
    Double low = row.getAs(name + "_low");
    Double high = row.getAs(name + "_high");
    return low == null ? Optional.empty() : Optional.of(new Interval(low, high));
  }
}
