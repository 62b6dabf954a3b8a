package io.candlelake.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.crc32;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;

import io.candlelake.common.config.Config;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Joins features with labels into the rows that each model may learn from. */
final class TrainingSet {
  private static final String[] CANDLE = {"exchange", "pair", "open_time"};
  private static final String[] SERIES = {"exchange", "pair"};

  private TrainingSet() {}

  /**
   * The candidates: every {@code train.thin-bars}-th candle with its known label, ties left out.
   * Candles are counted on the grid from a start that differs by pair, so that a pooled model sees
   * every hour of the day.
   *
   * @param features rows of {@code gold.features}
   * @param labels rows of {@code gold.labels}
   */
  static Dataset<Row> candidates(Dataset<Row> features, Dataset<Row> labels, Config config) {
    Dataset<Row> vectors =
        features
            .where(thin(config))
            .select("exchange", "pair", "open_time", "close_time", "vector");
    Dataset<Row> answers =
        labels
            .where(col("label").equalTo(config.labels().labelName()))
            .where(col("direction").notEqual(0))
            .where(thin(config))
            .select(
                col("exchange"),
                col("pair"),
                col("open_time"),
                col("close_time").as("decided_at"),
                col("known_at"),
                col("direction").gt(0).as("rise"));
    return vectors.join(answers, CANDLE, "inner");
  }

  /**
   * The training rows of every task: candidates that close from {@code train_from} on and whose
   * labels are known by {@code train_to}.
   *
   * @param assignments see {@link FitPlan#assignments}
   */
  static Dataset<Row> assigned(Dataset<Row> candidates, Dataset<Row> assignments) {
    return candidates
        .join(assignments, SERIES, "inner")
        .where(col("close_time").geq(col("train_from")))
        .where(col("known_at").leq(col("train_to")));
  }

  /** Whether a training row's label meets its test block, or is not the label of its candle. */
  static Column leaks() {
    Column meetsTest =
        col("known_at").gt(col("test_from")).and(col("decided_at").lt(col("test_to")));
    Column ofAnotherCandle = col("decided_at").notEqual(col("close_time"));
    Column knownAtOnce = col("known_at").leq(col("close_time"));
    return meetsTest.or(ofAnotherCandle).or(knownAtOnce);
  }

  /** Whether a candle is one of every {@code train.thin-bars}. */
  static Column thin(Config config) {
    long bar = config.run().interval().micros();
    Column place = expr("unix_micros(open_time) div " + bar);
    Column start = crc32(col("pair").cast("binary"));
    return pmod(place.plus(start), lit((long) config.train().thinBars())).equalTo(0);
  }
}
