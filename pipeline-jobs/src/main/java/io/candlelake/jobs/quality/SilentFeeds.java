package io.candlelake.jobs.quality;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_micros;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Pairs that stand still while most others of their exchange trade, in candles or in trades.
 *
 * <p>A slot counts when at least half of the exchange's other pairs, of those that began already,
 * were traded in it; so an outage of the whole exchange is no silence of a pair. A run of silent
 * slots is raised when it has {@code quality.silent-bars} and would come by chance less than once
 * in a million: with <i>p</i> the share of slots in which the pair trades, (1 −
 * <i>p</i>)<sup>k</sup> below {@value #CHANCE}. A pair that stopped for good is silent to the end
 * of the range.
 */
final class SilentFeeds {
  static final double CHANCE = 1e-6;
  private static final double BUSIEST = 0.9999;

  private SilentFeeds() {}

  static Dataset<Row> compared(Observed observed) {
    Dataset<Row> activity =
        observed
            .tradedCandles()
            .select("exchange", "pair", "open_time")
            .union(
                observed
                    .trades()
                    .select(
                        col("exchange"),
                        col("pair"),
                        RebuiltCandles.slot(col("time"), observed.interval()).as("open_time")))
            .distinct();
    Dataset<Row> begun = activity.groupBy("exchange", "pair").agg(min("open_time").as("begun"));
    Dataset<Row> slots = activity.groupBy("exchange", "open_time").agg(count(lit(1)).as("trading"));
    Dataset<Row> expected =
        slots
            .join(begun, "exchange")
            .where("open_time >= begun")
            .join(
                activity.withColumn("traded", lit(1.0)),
                new String[] {"exchange", "pair", "open_time"},
                "left")
            .withColumn("traded", coalesce(col("traded"), lit(0.0)));
    return judged(expected, observed);
  }

  private static Dataset<Row> judged(Dataset<Row> expected, Observed observed) {
    Column pairsThen = count(lit(1)).over(Window.partitionBy("exchange", "open_time"));
    Column othersTrade = col("trading").minus(col("traded")).divide(col("pairs").minus(1)).geq(0.5);
    WindowSpec series = Window.partitionBy("exchange", "pair");
    WindowSpec inTime = series.orderBy("open_time");
    WindowSpec ofRun = Window.partitionBy("exchange", "pair", "traded", "run");
    WindowSpec alike = Window.partitionBy("exchange", "pair", "traded").orderBy("open_time");
    Column silent = col("traded").equalTo(0).and(col("silent_slots").geq(minimum(observed)));
    Column length = lit(observed.interval().micros());
    return expected
        .withColumn("pairs", pairsThen)
        .where("pairs > 1")
        .where(othersTrade)
        .withColumn("share", least(avg("traded").over(series), lit(BUSIEST)))
        .withColumn("run", row_number().over(inTime).minus(row_number().over(alike)))
        .withColumn("silent_slots", count(lit(1)).over(ofRun))
        .select(
            col("exchange"),
            col("pair"),
            lit(observed.interval().code()).as("interval"),
            col("open_time").as("start"),
            timestamp_micros(unix_micros(col("open_time")).plus(length)).as("end"),
            lit(1L).as("weight"),
            silent.cast("long").as("raised"),
            col("silent_slots").cast("double").as("badness"),
            format_string(
                    "silent for %d candles while %d of %d others traded",
                    col("silent_slots"), col("trading"), col("pairs").minus(1))
                .as("words"));
  }

  /** Slots of silence from which on it is no chance. */
  private static Column minimum(Observed observed) {
    Column byChance = lit(Math.log(CHANCE)).divide(log(lit(1.0).minus(col("share"))));
    return greatest(lit((double) observed.limits().silentBars()), byChance);
  }
}
