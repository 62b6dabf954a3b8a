package io.candlelake.common.lake;

import io.candlelake.common.PipelineException;
import io.candlelake.common.table.Column;
import io.candlelake.common.table.Table;
import io.delta.tables.DeltaTable;
import io.delta.tables.DeltaTableBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Makes declared tables in a lake, and checks those that are there. */
final class TableCreation {
  private static final String LOG = "_delta_log";
  private static final int CREATE_ATTEMPTS = 12;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final SparkSession spark;
  private final String root;
  private final JobNames jobNames;

  /** Tables that are known to have every declared column, of its type. */
  private final Set<String> complete = ConcurrentHashMap.newKeySet();

  TableCreation(SparkSession spark, String root, JobNames jobNames) {
    this.spark = spark;
    this.root = root;
    this.jobNames = jobNames;
  }

  /**
   * Makes the table where there is none. Two processes may do so at once, and one may have been
   * killed while it did: the first waits for the other, then clears away what has no commit.
   */
  void ensure(Table table) {
    for (int attempt = 1; !exists(table); attempt++) {
      try {
        jobNames.named("make", table, () -> build(table));
      } catch (Exception e) {
        // Delta and Hadoop throw many unrelated types here, some of them checked and undeclared.
        Optional<PipelineException> refused = StoreFailure.of(e, root);
        if (refused.isPresent()) {
          throw refused.get();
        }
        if (attempt == CREATE_ATTEMPTS) {
          throw PipelineException.outsideWorld(
              "Cannot make the table " + table,
              e.getMessage(),
              "Check that " + location(table) + " can be written and holds nothing else",
              e);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
        if (attempt == CREATE_ATTEMPTS - 1 && !exists(table)) {
          clearUnfinished(table);
        }
      }
    }
    requireColumns(table);
  }

  /**
   * Refuses a table that lacks a declared column or has one of another type, once a table.
   *
   * @throws PipelineException naming the columns
   */
  void requireColumns(Table table) {
    if (!complete.add(table.qualifiedName())) {
      return;
    }
    try {
      StructType stored = log(table).schema();
      DeclaredColumns.require(root, table, List.of(stored.fieldNames()));
      requireTypes(table, stored);
    } catch (PipelineException e) {
      complete.remove(table.qualifiedName());
      throw e;
    }
  }

  private void requireTypes(Table table, StructType stored) {
    List<String> otherwise =
        table.columns().stream()
            .filter(column -> !typeOf(column, stored).equals(column.type().catalogString()))
            .map(
                column ->
                    "%s as %s instead of %s"
                        .formatted(
                            column.name(), typeOf(column, stored), column.type().catalogString()))
            .toList();
    if (!otherwise.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot use the lake " + root,
          table
              + " has "
              + String.join(", ", otherwise)
              + ": an older version of Candlelake made it",
          "Give another folder as --lake and run again, or use the version that made this lake");
    }
  }

  /** The stored type in words; whether it may be null does not count. */
  private static String typeOf(Column column, StructType stored) {
    return stored.apply(column.name()).dataType().catalogString();
  }

  private void build(Table table) {
    DeltaTableBuilder builder =
        DeltaTable.createIfNotExists(spark)
            .location(location(table))
            .addColumns(table.schema())
            .comment(table.row())
            // Runs name table versions; they stay readable for years.
            .property("delta.logRetentionDuration", "interval 3650 days")
            .property("delta.deletedFileRetentionDuration", "interval 3650 days");
    if (!table.partitionBy().isEmpty()) {
      builder = builder.partitionedBy(table.partitionBy().toArray(String[]::new));
    }
    builder.execute();
  }

  /** Removes a log without any commit; a folder with anything else in it is left alone. */
  private void clearUnfinished(Table table) {
    Path folder = new Path(location(table));
    Path log = new Path(folder, LOG);
    try {
      FileSystem files = folder.getFileSystem(spark.sessionState().newHadoopConf());
      boolean onlyLog =
          Arrays.stream(files.listStatus(folder))
              .allMatch(file -> file.isDirectory() && file.getPath().getName().equals(LOG));
      if (onlyLog && !isCommitted(files.listStatus(log))) {
        files.delete(folder, true);
      }
    } catch (IOException e) {
      throw PipelineException.outsideWorld(
          "Cannot make the table " + table,
          "what is left in " + folder + " cannot be looked into: " + e.getMessage(),
          "Remove the folder",
          e);
    }
  }

  private static boolean isCommitted(FileStatus[] log) {
    return Arrays.stream(log).anyMatch(file -> file.getPath().getName().endsWith(".json"));
  }

  boolean exists(Table table) {
    return DeltaTable.isDeltaTable(spark, location(table));
  }

  private String location(Table table) {
    return root + "/" + table.path();
  }

  private TableLog log(Table table) {
    return TableLog.of(spark, location(table));
  }
}
