package io.candlelake.jobs.ingest;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.archive.CandleHeader.VolumeUnit;
import io.candlelake.exchanges.archive.Inspection;
import io.candlelake.jobs.ingest.files.CandleRows;
import io.candlelake.jobs.ingest.files.FileInspector;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A folder of candle files, one a pair. Two Spark jobs whatever the number of files, one task a
 * file: the first looks at every file, the second reads.
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
    SerializableConfiguration shared = new SerializableConfiguration(hadoop);
    Config.Files settings = request.settings().files();
    CandleFolder folder = CandleFolder.of(request, hadoop);
    Dataset<Row> outages = ConfirmedOutages.read(request, hadoop);

    FileInspector inspector = new FileInspector(volumeUnit(settings));
    List<Inspection.Accepted> readable = new ArrayList<>();
    List<String> failures = new ArrayList<>(folder.failures());
    for (Inspection inspection :
        oneTaskEach(spark, folder.files())
            .map(file -> inspector.inspect(file, shared.value()))
            .collect()) {
      if (inspection instanceof Inspection.Accepted ok) {
        readable.add(ok);
      } else if (inspection instanceof Inspection.Rejected refused) {
        failures.add(
            refused.file().pair() + ": refused " + refused.file().name() + ", " + refused.reason());
      }
    }
    if (readable.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot ingest any file", String.join("; ", failures), "Mend or remove them");
    }
    return new SourceData(
        rows(spark, readable, request.range(), shared),
        outages,
        failures,
        notes(folder.leftOut(), readable, settings));
  }

  private static VolumeUnit volumeUnit(Config.Files settings) {
    return switch (settings.volumeUnit()) {
      case BASE -> VolumeUnit.BASE;
      case QUOTE -> VolumeUnit.QUOTE;
    };
  }

  private static Dataset<Row> rows(
      SparkSession spark,
      List<Inspection.Accepted> files,
      TimeRange range,
      SerializableConfiguration hadoop) {
    JavaRDD<Row> rows =
        oneTaskEach(spark, files)
            .flatMap(file -> CandleRows.of(file.file(), file.layout(), range, hadoop.value()));
    return spark.createDataFrame(rows, BronzeRows.CANDLES);
  }

  /** What is left out, which exchanges the names say, and which volumes are converted. */
  private static List<String> notes(
      List<String> leftOut, List<Inspection.Accepted> readable, Config.Files settings) {
    List<String> notes = new ArrayList<>(leftOut);
    TreeMap<String, Long> exchanges =
        readable.stream()
            .map(ok -> ok.file().exchange())
            .filter(exchange -> !exchange.equals(settings.exchange()))
            .collect(Collectors.groupingBy(one -> one, TreeMap::new, Collectors.counting()));
    exchanges.forEach(
        (exchange, files) -> notes.add(files + " files are of " + exchange + " by their names"));
    String converted =
        readable.stream()
            .filter(ok -> ok.layout().columns().volumeUnit() == VolumeUnit.QUOTE)
            .map(ok -> ok.file().name())
            .collect(Collectors.joining(", "));
    if (!converted.isEmpty()) {
      notes.add("volume in the quote asset was divided by the typical price: " + converted);
    }
    return notes;
  }

  private static <T> JavaRDD<T> oneTaskEach(SparkSession spark, List<T> files) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(files, files.size());
  }
}
