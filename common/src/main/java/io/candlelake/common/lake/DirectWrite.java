package io.candlelake.common.lake;

import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.RowFilter.Match;
import io.candlelake.common.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
   * Whether rows can be taken out without cutting a file.
   *
   * @param replaced what is taken out; empty where nothing is
   */
  boolean isPossible(Optional<RowFilter> replaced) {
    return replaced.isEmpty() || removable(log(), replaced.get()).isPresent();
  }

  /**
   * Writes the rows into files that no commit names yet.
   *
   * @param rows with the table's columns in order
   * @throws IllegalArgumentException for rows outside of what they replace
   */
  List<WrittenFile> files(Dataset<Row> rows, Optional<RowFilter> replaced) {
    PartitionedFiles files = PartitionedFiles.of(table, location, spark.sessionState());
    List<WrittenFile> written =
        ((org.apache.spark.sql.classic.Dataset<Row>) rows)
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(files::write)
            .collect();
    replaced.ifPresent(filter -> requireWithin(filter, written));
    return written;
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

  /**
   * Adds the files and takes out those in the filter, in one commit.
   *
   * @return how many rows were added; empty, with nothing done, where a file would have to be cut
   * @throws io.delta.exceptions.DeltaConcurrentModificationException when another writer came
   *     first; the files can be committed again
   */
  OptionalLong commit(List<WrittenFile> files, Optional<RowFilter> replaced) {
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
    return OptionalLong.of(add(transaction, files, actions, replaced));
  }

  /** Whether the table has no rows. */
  boolean isEmpty() {
    return TableLog.of(log()).files().isEmpty();
  }

  /**
   * Adds the files if the table has none, in one commit.
   *
   * @return how many rows were added; empty, with nothing done, where the table has rows by now
   * @throws io.delta.exceptions.DeltaConcurrentModificationException when another writer came first
   */
  OptionalLong commitFirst(List<WrittenFile> files) {
    OptimisticTransaction transaction = log().startTransaction(Option.empty(), Option.empty());
    transaction.readWholeTable();
    return isEmpty()
        ? OptionalLong.of(add(transaction, files, new ArrayList<>(), Optional.empty()))
        : OptionalLong.empty();
  }

  private long add(
      OptimisticTransaction transaction,
      List<WrittenFile> files,
      List<Action> actions,
      Optional<RowFilter> replaced) {
    long rows = 0;
    for (WrittenFile file : files) {
      actions.add(add(file));
      rows += file.rows();
    }
    if (!actions.isEmpty()) {
      noteMetrics(transaction, files, rows);
      transaction.commit(seq(actions), operation(replaced));
    }
    return rows;
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

  private static AddFile add(WrittenFile file) {
    return new AddFile(
        file.path(),
        scala.collection.immutable.Map.from(CollectionConverters.asScala(file.partitionValues())),
        file.bytes(),
        file.modified(),
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
