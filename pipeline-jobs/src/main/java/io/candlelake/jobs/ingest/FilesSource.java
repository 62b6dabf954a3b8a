package io.candlelake.jobs.ingest;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.archive.CandleFile;
import io.candlelake.exchanges.archive.Inspection;
import io.candlelake.jobs.ingest.archive.CsvFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A folder of CSV, CSV.gz or Parquet files, one a pair. Two Spark jobs whatever the number of
 * files, one task a file: the first looks at every CSV file, the second reads.
 */
final class FilesSource implements CandleSource {
  static final String NAME = "files";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SourceData offer(SourceRequest request) {
    SparkSession spark = request.spark();
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Config.Files settings = request.settings().files();
    List<CandleFile> files = CandleFolder.files(request, hadoop);
    Dataset<Row> outages = ConfirmedOutages.read(request, hadoop);

    List<CandleFile> parquet = files.stream().filter(CandleFile::isParquet).toList();
    List<CandleFile> csv = files.stream().filter(file -> !file.isParquet()).toList();
    List<Inspection.Accepted> readable = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (Inspection inspection : inspect(spark, csv, new SerializableConfiguration(hadoop))) {
      if (inspection instanceof Inspection.Accepted ok) {
        readable.add(ok);
      } else if (inspection instanceof Inspection.Rejected refused) {
        failures.add(
            refused.file().pair() + ": refused " + refused.file().name() + ", " + refused.reason());
      }
    }
    if (readable.isEmpty() && parquet.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot ingest any file", String.join("; ", failures), "Mend or remove them");
    }
    Optional<Dataset<Row>> fromParquet =
        parquet.isEmpty()
            ? Optional.empty()
            : Optional.of(
                ParquetCandles.rows(spark, parquet, settings.exchange(), request.range()));
    Dataset<Row> fromCsv =
        csvRows(spark, readable, request.range(), new SerializableConfiguration(hadoop));
    return new SourceData(fromParquet.map(fromCsv::union).orElse(fromCsv), outages, failures);
  }

  private static List<Inspection> inspect(
      SparkSession spark, List<CandleFile> files, SerializableConfiguration hadoop) {
    return files.isEmpty()
        ? List.of()
        : oneTaskEach(spark, files).map(file -> CsvFile.inspect(file, hadoop.value())).collect();
  }

  private static Dataset<Row> csvRows(
      SparkSession spark,
      List<Inspection.Accepted> files,
      TimeRange range,
      SerializableConfiguration hadoop) {
    if (files.isEmpty()) {
      return spark.createDataFrame(List.of(), BronzeRows.CANDLES);
    }
    JavaRDD<Row> rows =
        oneTaskEach(spark, files)
            .flatMap(file -> CsvFile.rows(file.file(), file.layout(), range, hadoop.value()));
    return spark.createDataFrame(rows, BronzeRows.CANDLES);
  }

  private static <T> JavaRDD<T> oneTaskEach(SparkSession spark, List<T> files) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(files, files.size());
  }
}
