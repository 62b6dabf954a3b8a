package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.market.Interval;
import io.candlelake.common.testing.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

/** The recorded outages of a real exchange, found exactly, and no false alarm on clean candles. */
class RealGapsTest {
  private final SparkSession spark = LocalSpark.session();

  @Test
  void theHourlyGapsAreFoundExactly() {
    assertGapsFound("candles_1h_binance_spot", Interval.ONE_HOUR);
  }

  private void assertGapsFound(String set, Interval interval) {
    Path data = Path.of(System.getProperty("candlelake.root")).resolve("../shared/data");
    assumeTrue(Files.isDirectory(data.resolve(set)), "no recorded candles at " + data);
    Limits limits =
        Limits.of(
            ConfigReader.defaults().validate(), interval, Arrivals.NOW.plusSeconds(40_000_000));
    Review review = Review.of(received(data.resolve(set), interval), List.of(), limits);
    try (ReviewFindings findings = ReviewFindings.in(review, ReviewedRows.all(), Outages.NONE)) {
      Row days = findings.days().selectExpr("sum(received - valid) + sum(duplicates)").head();
      assertThat(days.getLong(0)).isZero();
    }
    assertThat(gaps(Silver.candles(review, ReviewedRows.all())))
        .containsExactlyInAnyOrderElementsOf(expected(data, set));
  }

  private static List<Row> gaps(Dataset<Row> candles) {
    return MissingSpans.of(candles)
        .selectExpr(
            "replace(pair, '-', '') pair",
            "interval",
            "first_missing",
            "next_present",
            "missing_bars")
        .collectAsList();
  }

  private List<Row> expected(Path data, String set) {
    return spark
        .read()
        .option("header", "true")
        .csv(data.resolve("gaps.csv").toString())
        .where(col("set").equalTo(set))
        .selectExpr(
            "pair",
            "interval",
            "cast(first_missing AS timestamp)",
            "cast(next_present AS timestamp)",
            "cast(missing_bars AS bigint)")
        .collectAsList();
  }

  private Dataset<Row> received(Path folder, Interval interval) {
    Dataset<Row> csv =
        spark
            .read()
            .option("header", "true")
            .schema(
                "timestamp LONG, open DECIMAL(38,18), high DECIMAL(38,18), low DECIMAL(38,18),"
                    + " close DECIMAL(38,18), volume DECIMAL(38,18)")
            .csv(folder.toString());
    return csv.withColumn("symbol", regexp_extract(input_file_name(), "([A-Z0-9]+)\\.csv", 1))
        .withColumn("pair", expr("replace(symbol, 'USDT', '-USDT')"))
        .withColumn("exchange", lit("binance"))
        .withColumn("interval", lit(interval.code()))
        .withColumn("open_time", expr("timestamp_millis(timestamp)"))
        .withColumn("trades", lit(null).cast(DataTypes.LongType))
        .withColumn("source", lit("files"))
        .withColumn("source_ref", col("symbol"))
        .withColumn("source_line", lit(null).cast(DataTypes.LongType))
        .withColumn("malformed", lit(null).cast(DataTypes.StringType))
        .withColumn("raw", lit(null).cast(DataTypes.StringType))
        .withColumn("fetched_at", lit(Arrivals.NOW));
  }
}
