package io.candlelake.jobs.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.candlelake.common.testing.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Recorded candles as rows of {@code silver.candles}, as far as quality asks for its columns. */
final class RealCandles {
  private RealCandles() {}

  /** Of those files, or the test is skipped. */
  static Dataset<Row> of(String exchange, String interval, String folder, List<String> files) {
    Path data = Path.of(System.getProperty("candlelake.root")).resolve("../shared/data");
    assumeTrue(Files.isDirectory(data.resolve(folder)), "no recorded candles at " + data);
    String[] paths =
        files.stream()
            .map(file -> data.resolve(folder).resolve(file + ".csv.gz").toString())
            .toArray(String[]::new);
    return LocalSpark.session()
        .read()
        .option("header", "true")
        .option("enforceSchema", "true")
        .schema(
            "timestamp LONG, open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE, volume DOUBLE,"
                + " trades LONG")
        .csv(paths)
        .withColumn("exchange", lit(exchange))
        .withColumn("symbol", regexp_extract(input_file_name(), "/([A-Z0-9]+)[^/]*$", 1))
        .withColumn("pair", expr("regexp_replace(symbol, '(USDT|USDC|USD)$', '-$1')"))
        .withColumn("interval", lit(interval))
        .withColumn("open_time", expr("timestamp_millis(timestamp)"))
        .withColumn("close_time", expr("open_time + INTERVAL " + length(interval)))
        .withColumn("filled", lit(false))
        .withColumn("source", lit("files"))
        .drop(col("timestamp"))
        .drop(col("symbol"));
  }

  private static String length(String interval) {
    return interval.equals("1h") ? "1 HOUR" : "5 MINUTES";
  }
}
