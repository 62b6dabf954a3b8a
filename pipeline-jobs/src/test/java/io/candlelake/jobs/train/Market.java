package io.candlelake.jobs.train;

import static org.apache.spark.sql.functions.broadcast;

import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.ConfiguredFeatures;
import io.candlelake.common.testing.LocalSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Made-up features and labels, hourly, the first known at 2020-01-01T00:00: values are hashes of
 * pair and hour, so they are the same whatever the partitions.
 *
 * @param edge how strongly the first feature drives the direction; 0 is none
 */
record Market(List<String> pairs, int days, double edge) {
  static final String FEATURE_SET = ConfiguredFeatures.of(ConfigReader.defaults()).id();
  private static final int VALUES = 5;

  private Dataset<Row> candles() {
    Dataset<Row> names = LocalSpark.session().createDataset(pairs, Encoders.STRING()).toDF("pair");
    return LocalSpark.session()
        .range(days * 24L)
        .crossJoin(broadcast(names))
        .selectExpr(
            "'binance' exchange",
            "pair",
            "'1h' interval",
            "timestamp_seconds(1577833200 + id * 3600) open_time",
            "timestamp_seconds(1577836800 + id * 3600) close_time",
            "id");
  }

  Dataset<Row> features() {
    return candles()
        .selectExpr(
            "exchange",
            "pair",
            "interval",
            "open_time",
            "close_time",
            "'" + FEATURE_SET + "' feature_set",
            "transform(sequence(0, "
                + (VALUES - 1)
                + "), i -> cast("
                + uniform("i")
                + " as float)) vector",
            "'r' run_id");
  }

  Dataset<Row> labels() {
    String chance = "1 / (1 + exp(-" + edge + " * 2 * (" + uniform("0") + " - 0.5)))";
    return candles()
        .selectExpr("*", "case when " + uniform("99") + " < " + chance + " then 1 else -1 end dir")
        .selectExpr(
            "exchange",
            "pair",
            "interval",
            "open_time",
            "close_time",
            "'forward_return_4' label",
            "close_time + interval '4' hour known_at",
            "dir * 0.01 forward_return",
            "dir direction",
            "'time' touched",
            "0D volatility",
            "0.25D uniqueness",
            "'r' run_id");
  }

  /** A number in [0, 1) that depends on pair, hour and salt. */
  private static String uniform(String salt) {
    return "pmod(xxhash64(pair, id, " + salt + "), 1000003) / 1000003D";
  }
}
