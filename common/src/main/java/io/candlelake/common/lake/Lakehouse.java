package io.candlelake.common.lake;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.year;

import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.RunRow;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.delta.exceptions.DeltaConcurrentModificationException;
import io.delta.tables.DeltaMergeBuilder;
import io.delta.tables.DeltaTable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * The lake's tables in one root folder; the only code that reads or writes Delta. Every write is
 * one atomic commit.
 */
public final class Lakehouse {
  private static final String YEAR = "year";
  private static final int COMMIT_ATTEMPTS = 10;
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Files below this are put together, so that a file once grown is not written again. */
  private static final long SMALL_FILE_BYTES = 64L << 20;

  private final SparkSession spark;
  private final String root;
  private final JobNames jobNames;

  private final TableCreation creation;

  public Lakehouse(SparkSession spark, String root) {
    this.spark = requireNonNull(spark, "spark is null");
    this.jobNames = new JobNames(spark.sparkContext());
    // Delta takes no relative place for a new table.
    this.root = new StorePath(root).absolute();
    this.creation = new TableCreation(spark, this.root, jobNames);
  }

  public SparkSession spark() {
    return spark;
  }

  /** What the Spark UI calls the jobs that follow. */
  public JobNames jobNames() {
    return jobNames;
  }

  /** The folder that holds everything. */
  public String root() {
    return root;
  }

  public boolean exists(Table table) {
    return creation.exists(table);
  }

  /** The newest rows; none, with the declared columns, where the table was never written. */
  public Dataset<Row> read(Table table) {
    if (!exists(table)) {
      return empty(table);
    }
    creation.requireColumns(table);
    return log(table)
        .rows(spark)
        .orElseGet(() -> spark.read().format("delta").load(location(table)));
  }

  /** No rows, with the declared columns. */
  public Dataset<Row> empty(Table table) {
    return spark.createDataFrame(List.of(), table.schema());
  }

  /** The rows as of a version. */
  public Dataset<Row> readAt(Table table, long version) {
    return spark.read().format("delta").option("versionAsOf", version).load(location(table));
  }

  /** The marks of runs that go on or were killed. */
  public RunMarks runMarks() {
    return new RunMarks(root, spark.sessionState().newHadoopConf());
  }

  /**
   * The rows of {@code gold.runs}, and those that go on or were killed, as rows of the status
   * {@link RunMarks#RUNNING}, each in the place of an earlier run of its name.
   */
  public Dataset<Row> runs() {
    Dataset<Row> ended = read(Tables.RUNS).as("ended");
    List<RunRow> marks = runMarks().all();
    if (marks.isEmpty()) {
      return ended;
    }
    Dataset<Row> running = RunRow.CODEC.rows(spark, marks).as("mark");
    String sameRun = "mark.run_id = ended.run_id AND ended.started_at ";
    Dataset<Row> others = ended.join(running, expr(sameRun + "< mark.started_at"), "left_anti");
    return others.unionByName(
        running.join(ended, expr(sameRun + ">= mark.started_at"), "left_anti"));
  }

  /** The newest version; empty where the table was never written. */
  public OptionalLong version(Table table) {
    return exists(table) ? OptionalLong.of(log(table).version()) : OptionalLong.empty();
  }

  /** The newest version of every table that exists, by name. */
  public Map<String, Long> versions() {
    Map<String, Long> versions = new TreeMap<>();
    for (Table table : Tables.ALL) {
      version(table).ifPresent(version -> versions.put(table.qualifiedName(), version));
    }
    return versions;
  }

  /**
   * How much a table holds that exists, from its log where that says it: no data is read.
   *
   * @param timeColumn the time or date column whose minimum and maximum to return, if any
   */
  public TableContents contents(Table table, Optional<String> timeColumn) {
    return log(table)
        .contents(timeColumn.orElse(""))
        .orElseGet(() -> counted(read(table), timeColumn));
  }

  private static TableContents counted(Dataset<Row> rows, Optional<String> timeColumn) {
    Column time = timeColumn.map(name -> col(name).cast("timestamp")).orElse(lit(null));
    Row counts = rows.agg(count(lit(1)), min(time), max(time)).head();
    return new TableContents(
        counts.getLong(0),
        Optional.ofNullable(counts.getInstant(1)),
        Optional.ofNullable(counts.getInstant(2)));
  }

  /** Adds the rows; returns how many. */
  public long append(Table table, Dataset<Row> rows) {
    creation.ensure(table);
    Dataset<Row> conformed = conform(table, rows);
    OptionalLong direct = writeDirectly("append to", table, conformed, Optional.empty());
    if (direct.isPresent()) {
      return direct.getAsLong();
    }
    jobNames.named(
        "append to",
        table,
        () -> conformed.write().format("delta").mode("append").save(location(table)));
    return writtenRows(table);
  }

  /**
   * Adds the rows unless the writer {@code application} added its batch of that number, or a later
   * one, before: what a stream needs after a kill between this commit and its own checkpoint.
   */
  public void appendOnce(Table table, Dataset<Row> rows, String application, long batch) {
    creation.ensure(table);
    jobNames.named(
        "append to",
        table,
        () ->
            conform(table, rows)
                .write()
                .format("delta")
                .mode("append")
                .option("txnAppId", application)
                .option("txnVersion", batch)
                .save(location(table)));
  }

  /** Replaces exactly the rows in the filter; every new row must be in it. */
  public long replace(Table table, Dataset<Row> rows, RowFilter replaced) {
    creation.ensure(table);
    Dataset<Row> conformed = conform(table, rows);
    OptionalLong direct = writeDirectly("replace rows of", table, conformed, Optional.of(replaced));
    if (direct.isPresent()) {
      return direct.getAsLong();
    }
    commit(
        "replace rows of",
        table,
        () ->
            conformed
                .write()
                .format("delta")
                .mode("overwrite")
                .option("replaceWhere", replaced.sql())
                .save(location(table)));
    return writtenRows(table);
  }

  /** By our own writer; empty, with nothing done, where only Spark's can. */
  private OptionalLong writeDirectly(
      String how, Table table, Dataset<Row> rows, Optional<RowFilter> replaced) {
    if (!DirectWrite.canWrite(table)) {
      return OptionalLong.empty();
    }
    DirectWrite write = new DirectWrite(spark, table, location(table));
    if (!write.isPossible(replaced)) {
      return OptionalLong.empty();
    }
    List<WrittenFile> files = jobNames.during(how + " " + table, () -> write.files(rows, replaced));
    return commit(how, table, () -> write.commit(files, replaced));
  }

  /**
   * As {@link #replace}, for few rows that are seldom there: looks for rows of the filter first, on
   * the driver alone, and adds where there are none.
   */
  public long put(Table table, Dataset<Row> rows, RowFilter replaced) {
    if (rowsOf(table, replaced) > 0) {
      return replace(table, rows, replaced);
    }
    long added = append(table, rows);
    // Another process may have looked when we did; the last of both to add finds the rows of both.
    return rowsOf(table, replaced) == added ? added : replace(table, rows, replaced);
  }

  private long rowsOf(Table table, RowFilter filter) {
    return new LakeReader(root, spark.sessionState().newHadoopConf())
        .table(table)
        .map(snapshot -> snapshot.count(filter))
        .orElse(0L);
  }

  /**
   * Adds the rows to a table that has none, where a merge would look for nothing in it and cost
   * seconds; empty, with nothing done, where it has some, or another writer's come first.
   */
  private OptionalLong firstRows(Table table, Dataset<Row> rows) {
    if (!DirectWrite.canWrite(table)) {
      return OptionalLong.empty();
    }
    DirectWrite write = new DirectWrite(spark, table, location(table));
    if (!write.isEmpty()) {
      return OptionalLong.empty();
    }
    String how = "write the first rows of";
    Dataset<Row> conformed = conform(table, rows);
    List<WrittenFile> files =
        jobNames.during(how + " " + table, () -> write.files(conformed, Optional.empty()));
    return commit(how, table, () -> write.commitFirst(files));
  }

  /**
   * Adds the rows whose key is not there yet; what becomes of the others is added to the merge.
   *
   * @return how many rows were written
   */
  private long merge(
      String how, Table table, Dataset<Row> rows, UnaryOperator<DeltaMergeBuilder> ofOthers) {
    creation.ensure(table);
    OptionalLong first = firstRows(table, rows);
    if (first.isPresent()) {
      return first.getAsLong();
    }
    long before = version(table).getAsLong();
    commit(
        how,
        table,
        () ->
            ofOthers
                .apply(
                    DeltaTable.forPath(spark, location(table))
                        .as("old")
                        .merge(conform(table, rows).as("new"), keyCondition(table)))
                .whenNotMatched()
                .insertAll()
                .execute());
    return writtenSince(table, before);
  }

  /** Adds those rows whose key is not there yet; returns how many. */
  public long insertMissing(Table table, Dataset<Row> rows) {
    return merge("add what is missing to", table, rows, UnaryOperator.identity());
  }

  /**
   * As {@link #insertMissing}, for many small batches: looks for known keys only in the filter,
   * which must cover all keys given, and counts nothing.
   */
  public void insertMissingWithin(Table table, Dataset<Row> rows, RowFilter within) {
    creation.ensure(table);
    commit(
        "add what is missing to",
        table,
        () ->
            DeltaTable.forPath(spark, location(table))
                .as("old")
                .merge(
                    conform(table, rows).as("new"),
                    keyCondition(table) + " AND (" + within.sqlOf("old") + ")")
                .whenNotMatched()
                .insertAll()
                .execute());
  }

  /**
   * Puts small files together; the rows stay as they are and older versions readable, since nothing
   * is deleted.
   *
   * @return the files that were replaced; 0 where there was nothing to put together
   */
  public long compact(Table table) {
    if (!exists(table)) {
      return 0;
    }
    String least = "spark.databricks.delta.optimize.minFileSize";
    String most = "spark.databricks.delta.optimize.maxFileSize";
    spark.conf().set(least, SMALL_FILE_BYTES);
    spark.conf().set(most, 2 * SMALL_FILE_BYTES);
    try {
      Row metrics =
          jobNames.during(
              "compact " + table,
              () ->
                  DeltaTable.forPath(spark, location(table))
                      .optimize()
                      .executeCompaction()
                      .select("metrics.numFilesRemoved")
                      .head());
      return metrics.getLong(0);
    } finally {
      spark.conf().unset(least);
      spark.conf().unset(most);
    }
  }

  /**
   * Adds those rows whose key is not there yet; of the others only the named columns change.
   *
   * @return how many rows were added or changed
   */
  public long insertMissingAndUpdate(Table table, Dataset<Row> rows, List<String> updated) {
    Map<String, String> assignments =
        updated.stream().collect(Collectors.toMap(name -> name, name -> "new." + name));
    String changed =
        updated.stream()
            .map(name -> "NOT (old." + name + " <=> new." + name + ")")
            .collect(Collectors.joining(" OR "));
    return merge(
        "update", table, rows, merge -> merge.whenMatched(changed).updateExpr(assignments));
  }

  /** Adds the rows, each in the place of the one with its key, if any; returns how many changed. */
  public long upsert(Table table, Dataset<Row> rows) {
    return merge("update", table, rows, merge -> merge.whenMatched().updateAll());
  }

  /**
   * Writes again where another writer committed in between: what is written does not depend on it.
   */
  private void commit(String how, Table table, Runnable write) {
    commit(
        how,
        table,
        () -> {
          write.run();
          return table;
        });
  }

  private <T> T commit(String how, Table table, Supplier<T> write) {
    for (int attempt = 1; ; attempt++) {
      try {
        return jobNames.during(how + " " + table, write);
      } catch (DeltaConcurrentModificationException e) {
        if (attempt == COMMIT_ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private String location(Table table) {
    return root + "/" + table.path();
  }

  private static Dataset<Row> conform(Table table, Dataset<Row> rows) {
    List<String> given = Arrays.asList(rows.columns());
    boolean derivesYear = table.columnNames().contains(YEAR) && !given.contains(YEAR);
    Dataset<Row> complete = derivesYear ? rows.withColumn(YEAR, year(col("open_time"))) : rows;
    List<String> missing =
        table.columnNames().stream()
            .filter(name -> !Arrays.asList(complete.columns()).contains(name))
            .toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(table + " is written without its columns " + missing);
    }
    return complete.select(
        Arrays.stream(table.schema().fields())
            .map((StructField field) -> col(field.name()).cast(field.dataType()))
            .toArray(Column[]::new));
  }

  private static String keyCondition(Table table) {
    if (table.key().isEmpty()) {
      throw new IllegalArgumentException(table + " has no key to merge by");
    }
    return table.key().stream()
        .map(name -> "old." + name + " = new." + name)
        .collect(Collectors.joining(" AND "));
  }

  private TableLog log(Table table) {
    return TableLog.of(spark, location(table));
  }

  /** Rows that a merge wrote; one that changes nothing makes no commit. */
  private long writtenSince(Table table, long before) {
    TableLog log = log(table);
    return log.version() == before ? 0 : log.rowsOfNewestCommit();
  }

  private long writtenRows(Table table) {
    return log(table).rowsOfNewestCommit();
  }
}
