package io.candlelake.common.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaHistoryManager;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.VersionChecksum;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.util.FileNames;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a table's log says, read by the driver alone. {@code DeltaTable.history} and a count tell
 * the same, but each by Spark jobs that take longer than the rest of a small write.
 */
final class TableLog {
  private final DeltaLog log;
  private final Snapshot newest;

  private TableLog(DeltaLog log) {
    this.log = log;
    this.newest = log.update(false, Option.empty(), Option.empty());
  }

  /** As it is now. */
  static TableLog of(SparkSession spark, String location) {
    return new TableLog(DeltaLog.forTable(spark, location));
  }

  /** As it is now. */
  static TableLog of(DeltaLog log) {
    return new TableLog(log);
  }

  long version() {
    return newest.version();
  }

  StructType schema() {
    return newest.metadata().schema();
  }

  /** Rows that the newest commit wrote: that a merge inserted or changed, or an append added. */
  long rowsOfNewestCommit() {
    Path file = FileNames.unsafeDeltaFile(log.logPath(), version());
    Option<CommitInfo> commit =
        DeltaHistoryManager.getCommitInfoOpt(log.store(), file, log.newDeltaHadoopConf());
    Map<String, String> metrics =
        CollectionConverters.asJava(commit.get().operationMetrics().get());
    return metrics.containsKey("numTargetRowsInserted")
        ? number(metrics, "numTargetRowsInserted") + number(metrics, "numTargetRowsUpdated")
        : number(metrics, "numOutputRows");
  }

  private static long number(Map<String, String> metrics, String name) {
    return Long.parseLong(metrics.getOrDefault(name, "0"));
  }

  /**
   * Rows, and the span of a column, from the statistics of each file; empty where a file has none.
   */
  Optional<TableContents> contents(String timeColumn) {
    List<String> statistics = new ArrayList<>();
    files().forEach(file -> statistics.add(file.stats()));
    return FileStatistics.contents(statistics, timeColumn);
  }

  /** The checksum file names the files of a small table; else Spark reads the log. */
  List<AddFile> files() {
    return namedFiles().orElseGet(() -> newest.allFiles().collectAsList());
  }

  private Optional<List<AddFile>> namedFiles() {
    Option<VersionChecksum> checksum = newest.checksumOpt();
    Option<Seq<AddFile>> named = checksum.isEmpty() ? Option.empty() : checksum.get().allFiles();
    return named.isEmpty()
        ? Optional.empty()
        : Optional.of(CollectionConverters.asJava(named.get()));
  }

  /**
   * The rows of this version, whose files Spark's Parquet source finds without a job; empty where
   * only Delta can read them: of tables with more files than the checksum file names, and of those
   * with a feature that another writer switched on, such as deletion vectors.
   */
  Optional<Dataset<Row>> rows(SparkSession spark) {
    boolean plain = newest.protocol().minReaderVersion() == 1;
    return plain ? namedFiles().map(files -> rows(spark, files)) : Optional.empty();
  }

  private Dataset<Row> rows(SparkSession spark, List<AddFile> files) {
    StructType partitionSchema = newest.metadata().partitionSchema();
    return spark.baseRelationToDataFrame(
        new HadoopFsRelation(
            new LogFileIndex(log.dataPath().toString(), partitionSchema, files),
            partitionSchema,
            schema(),
            Option.empty(),
            new ParquetFileFormat(),
            scala.collection.immutable.Map$.MODULE$.empty(),
            spark));
  }

  /** What the log says of a file's columns. */
  static FileBounds bounds(AddFile file) {
    return FileBounds.of(CollectionConverters.asJava(file.partitionValues()), file.stats());
  }
}
