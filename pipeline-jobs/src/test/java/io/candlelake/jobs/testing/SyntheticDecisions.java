package io.candlelake.jobs.testing;

import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Hourly candles from 2020-01-01, their 4-hour labels and predictions, made of hashes: the same
 * rows whatever the partitions. Closes are noise around 100, each candle opens at the last close.
 */
public final class SyntheticDecisions {
  private static final long START = 1_577_836_800L;
  private static final int HORIZON = 4;

  private final SparkSession spark;
  private final int pairs;
  private final int hours;
  private final Config config;

  public SyntheticDecisions(
      SparkSession spark, int pairs, int hours, Map<String, String> settings) {
    this.spark = spark;
    this.pairs = pairs;
    this.hours = hours;
    this.config = ConfigReader.read(Optional.empty(), settings);
  }

  public Config config() {
    return config;
  }

  /** A number in [0, 1) from the row's pair and hour. */
  public static String uniform(String salt) {
    return "(pmod(xxhash64(pair, hour, '" + salt + "'), 1000003) / 1000003D)";
  }

  /** Rows of {@code silver.candles}; every 97th is filled. */
  public Dataset<Row> candles() {
    return hours(hours)
        .selectExpr(
            "*",
            noise("hour") + " AS close",
            noise("hour - 1") + " AS open",
            "hour % 97 = 96 AS filled")
        .selectExpr(
            "'binance' AS exchange",
            "pair",
            "'1h' AS interval",
            "open_time",
            "open_time + INTERVAL 1 HOUR AS close_time",
            "open",
            "greatest(open, close) AS high",
            "least(open, close) AS low",
            "close",
            "1 AS volume",
            "cast(null AS bigint) AS trades",
            "cast(array() AS array<string>) AS quality",
            "filled",
            "1 AS listing",
            "0 AS revision",
            "'test' AS source",
            "open_time AS fetched_at");
  }

  /** Rows of {@code gold.labels}: forward_return_4 of all but the last candles. */
  public Dataset<Row> labels() {
    return hours(hours - HORIZON)
        .selectExpr("*", "ln(" + noise("hour + 4") + " / " + noise("hour") + ") AS forward_return")
        .selectExpr(
            "'binance' AS exchange",
            "pair",
            "'1h' AS interval",
            "open_time",
            "open_time + INTERVAL 1 HOUR AS close_time",
            "'forward_return_4' AS label",
            "open_time + INTERVAL 5 HOURS AS known_at",
            "forward_return",
            "cast(signum(forward_return) AS int) AS direction",
            "'time' AS touched",
            "0D AS volatility",
            "0.25D AS uniqueness");
  }

  /**
   * Rows of {@code gold.predictions} by a SQL expression over {@code pair}, {@code hour} and {@code
   * forward_return}; folds are 500 hours long.
   */
  public Dataset<Row> predictions(String probability) {
    return hours(hours)
        .selectExpr("*", "ln(" + noise("hour + 4") + " / " + noise("hour") + ") AS forward_return")
        .selectExpr("*", probability + " AS probability")
        .selectExpr(
            "'binance' AS exchange",
            "pair",
            "'1h' AS interval",
            "open_time",
            "open_time + INTERVAL 1 HOUR AS close_time",
            "'" + config.trialId() + "' AS trial_id",
            "concat('model-', cast(hour div 500 AS string)) AS model_id",
            "cast(hour div 500 AS int) AS fold",
            "coalesce(probability, 0.5D) AS score",
            "probability");
  }

  private Dataset<Row> hours(int count) {
    return spark
        .range((long) count * pairs)
        .selectExpr(
            "concat(chr(65 + cast(id div " + count + " AS int)), 'X-USDT') AS pair",
            "id % " + count + " AS hour")
        .selectExpr("*", "timestamp_seconds(" + START + " + hour * 3600) AS open_time");
  }

  private static String noise(String hour) {
    return "(98D + 4D * (pmod(xxhash64(pair, " + hour + ", 'close'), 1000003) / 1000003D))";
  }
}
