package io.candlelake.common.lake;

import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.RowFilter.Match;
import io.candlelake.common.table.Table;
import io.delta.exceptions.DeltaConcurrentModificationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import org.apache.spark.sql.types.DateType;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Writes rows into a Delta table by our own Parquet writer and one commit, where that is possible:
 * of columns that {@link CellWriter} knows, replacing whole files only. Elsewhere Spark writes.
 */
final class DirectWrite {
  private static final int COMMIT_ATTEMPTS = 10;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Table table;
  private final String location;
  private final org.apache.spark.sql.classic.SparkSession spark;

  DirectWrite(org.apache.spark.sql.SparkSession spark, Table table, String location) {
    this.spark = (org.apache.spark.sql.classic.SparkSession) spark;
    this.table = table;
    this.location = location;
  }

  /** Whether the table's columns can be written so. */
  static boolean canWrite(Table table) {
    boolean byDay =
        table.partitionBy().stream()
            .anyMatch(name -> table.schema().apply(name).dataType() instanceof DateType);
    return !byDay && CellWriter.canWrite(table.schema());
  }

  /**
   * Adds the rows and takes out those in the filter.
   *
   * @param rows with the table's columns in order
   * @param replaced what is taken out; empty where nothing is
   * @return how many rows were added; empty, with nothing done, where files would have to be cut
   */
  OptionalLong write(Dataset<Row> rows, Optional<RowFilter> replaced) {
    if (replaced.isPresent() && removable(log(), replaced.get()).isEmpty()) {
      return OptionalLong.empty();
    }
    List<WrittenFile> files = files(rows);
    replaced.ifPresent(filter -> requireWithin(filter, files));
    for (int attempt = 1; ; attempt++) {
      try {
        return commit(files, replaced);
      } catch (DeltaConcurrentModificationException e) {
        if (attempt == COMMIT_ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  /** Spark's writer checks every row; here the bounds of the files have to do. */
  private void requireWithin(RowFilter replaced, List<WrittenFile> files) {
    for (WrittenFile file : files) {
      if (replaced.over(FileBounds.of(file.partitionValues(), file.statistics())) == Match.NONE) {
        throw new IllegalArgumentException(
            table + " gets rows outside of those that they replace: " + replaced);
      }
    }
  }

  private List<WrittenFile> files(Dataset<Row> rows) {
    PartitionedFiles files = PartitionedFiles.of(table, location, spark.sessionState());
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows)
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitions(files::write)
        .collect();
  }

  private OptionalLong commit(List<WrittenFile> files, Optional<RowFilter> replaced) {
    OptimisticTransaction transaction = log().startTransaction(Option.empty(), Option.empty());
    List<Action> actions = new ArrayList<>();
    if (replaced.isPresent()) {
      transaction.readWholeTable();
      Optional<List<AddFile>> removable = removable(log(), replaced.get());
      if (removable.isEmpty()) {
        return OptionalLong.empty();
      }
      removable.get().forEach(file -> actions.add(file.remove()));
    }
    long rows = 0;
    long now = System.currentTimeMillis();
    for (WrittenFile file : files) {
      actions.add(add(file, now));
      rows += file.rows();
    }
    if (!actions.isEmpty()) {
      noteMetrics(transaction, files, rows);
      transaction.commit(seq(actions), operation(replaced));
    }
    return OptionalLong.of(rows);
  }

  /** The table's files that lie in the filter; empty where one lies in it in part. */
  private Optional<List<AddFile>> removable(DeltaLog log, RowFilter replaced) {
    List<AddFile> removable = new ArrayList<>();
    for (AddFile file : TableLog.of(log).files()) {
      Match match = replaced.over(TableLog.bounds(file));
      if (match == Match.SOME || (match == Match.ALL && file.deletionVector() != null)) {
        return Optional.empty();
      }
      if (match == Match.ALL) {
        removable.add(file);
      }
    }
    return Optional.of(removable);
  }

  private DeltaLog log() {
    return DeltaLog.forTable(spark, new Path(location));
  }

  private static AddFile add(WrittenFile file, long now) {
    return new AddFile(
        file.path(),
        scala.collection.immutable.Map.from(CollectionConverters.asScala(file.partitionValues())),
        file.bytes(),
        now,
        true,
        file.statistics(),
        null,
        null,
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty());
  }

  private DeltaOperations.Operation operation(Optional<RowFilter> replaced) {
    return new DeltaOperations.Write(
        replaced.isPresent() ? SaveMode.Overwrite : SaveMode.Append,
        Option.apply(seq(table.partitionBy())),
        Option.apply(replaced.map(RowFilter::sql).orElse(null)),
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty());
  }

  private void noteMetrics(OptimisticTransaction transaction, List<WrittenFile> files, long rows) {
    long bytes = files.stream().mapToLong(WrittenFile::bytes).sum();
    scala.collection.immutable.Map<String, SQLMetric> metrics = Map$.MODULE$.empty();
    metrics = metrics.updated("numFiles", metric("number of files", files.size()));
    metrics = metrics.updated("numOutputRows", metric("number of rows", rows));
    metrics = metrics.updated("numOutputBytes", metric("number of bytes", bytes));
    transaction.registerSQLMetrics(spark, metrics);
  }

  private SQLMetric metric(String name, long value) {
    SQLMetric metric = SQLMetrics.createMetric(spark.sparkContext(), name);
    metric.set(value);
    return metric;
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
