package io.candlelake.common.lake;

import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaHistoryManager;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.util.FileNames;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The newest commit of a table and what it says of itself. Read from the log by the driver alone:
 * {@code DeltaTable.history} tells the same by a Spark job.
 */
record LastCommit(long version, Map<String, String> metrics) {
  LastCommit {
    metrics = Map.copyOf(metrics);
  }

  static LastCommit of(SparkSession spark, String location) {
    DeltaLog log = DeltaLog.forTable(spark, location);
    long version = newest(log);
    Path file = FileNames.unsafeDeltaFile(log.logPath(), version);
    CommitInfo commit =
        DeltaHistoryManager.getCommitInfoOpt(log.store(), file, log.newDeltaHadoopConf()).get();
    Map<String, String> metrics =
        commit.operationMetrics().isEmpty()
            ? Map.of()
            : CollectionConverters.asJava(commit.operationMetrics().get());
    return new LastCommit(version, metrics);
  }

  static long version(SparkSession spark, String location) {
    return newest(DeltaLog.forTable(spark, location));
  }

  private static long newest(DeltaLog log) {
    return log.update(false, Option.empty(), Option.empty()).version();
  }

  /** Rows that it wrote: those a merge inserted or changed, or all that an append added. */
  long rowsWritten() {
    if (metrics.containsKey("numTargetRowsInserted")) {
      return number("numTargetRowsInserted") + number("numTargetRowsUpdated");
    }
    return number("numOutputRows");
  }

  private long number(String metric) {
    return Long.parseLong(metrics.getOrDefault(metric, "0"));
  }
}
