package io.candlelake.common.job;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.candlelake.common.config.Config;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.lake.TableContents;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.RunRow;
import io.candlelake.common.table.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What a job may use: the tables it declared, the configuration, the run's identity and time. */
public final class JobContext {
  /** In place of the version of a table that a job read and that was never written. */
  private static final long NEVER_WRITTEN = -1;

  private final Job job;
  private final Lakehouse lake;
  private final Config config;
  private final RunId runId;
  private final Instant startedAt;
  private final Progress progress;

  /** Versions by table, as they were when the job first read each. */
  private final Map<String, Long> tablesRead = new ConcurrentSkipListMap<>();

  /**
   * @param startedAt the run's start by the clock that {@code Main} made: the only "now" there is
   */
  public JobContext(
      Job job, Lakehouse lake, Config config, RunId runId, Instant startedAt, Progress progress) {
    this.job = requireNonNull(job, "job is null");
    this.lake = requireNonNull(lake, "lake is null");
    this.config = requireNonNull(config, "config is null");
    this.runId = requireNonNull(runId, "runId is null");
    this.startedAt = requireNonNull(startedAt, "startedAt is null");
    this.progress = requireNonNull(progress, "progress is null");
  }

  public SparkSession spark() {
    return lake.spark();
  }

  public Config config() {
    return config;
  }

  public RunId runId() {
    return runId;
  }

  /** The run's start; stands for "now" in the whole run. */
  public Instant startedAt() {
    return startedAt;
  }

  /** What is recorded of this run while it goes on; empty where nothing is. */
  public Optional<RunRow> runMark() {
    return lake.runMarks().find(runId.value());
  }

  public Progress progress() {
    return progress;
  }

  /** Names the Spark jobs from here to the next step or the job's end, for the Spark UI. */
  public void step(String what) {
    lake.jobNames().step(what);
  }

  /** Folder of the lake, for files that are no tables: reports. */
  public String lakeRoot() {
    return lake.root();
  }

  /** A declared table, whole. */
  public Dataset<Row> read(Table table) {
    require(job.reads().contains(table), "reads", table);
    noteRead(table);
    return lake.read(table);
  }

  /** How much a declared table holds that exists; see {@link Lakehouse#contents}. */
  public TableContents contents(Table table, Optional<String> timeColumn) {
    require(job.reads().contains(table), "reads", table);
    noteRead(table);
    return lake.contents(table, timeColumn);
  }

  /**
   * A declared table with pairs, cut to the run's interval and pairs but to no time: what kernels
   * with a memory need.
   */
  public Dataset<Row> readPairs(Table table) {
    Dataset<Row> rows = read(table).where(col("interval").equalTo(config.run().interval().code()));
    Object[] pairs = config.run().pairs().stream().map(Object::toString).toArray();
    return pairs.length == 0 ? rows : rows.where(col("pair").isin(pairs));
  }

  /** As {@link #readPairs}, cut to candles that open in the run's range. */
  public Dataset<Row> readRange(Table table) {
    return readPairs(table).where(inRange("open_time"));
  }

  /** The condition that a time lies in the run's range {@code [from, to)}. */
  public org.apache.spark.sql.Column inRange(String timeColumn) {
    TimeRange range = config.run().range();
    return col(timeColumn).geq(lit(range.from())).and(col(timeColumn).lt(lit(range.to())));
  }

  /**
   * The condition that a row whose {@code known_at} lies after its candle is this run's: known from
   * the range's start on, of a candle that opens before its end. Runs day after day leave none out.
   */
  public org.apache.spark.sql.Column knownInRange() {
    TimeRange range = config.run().range();
    return col("known_at").geq(lit(range.from())).and(col("open_time").lt(lit(range.to())));
  }

  /** Adds rows. For tables without a key; see {@link Lakehouse#append}. */
  public long append(Table table, Dataset<Row> rows) {
    return lake.append(writable(table), withRunId(table, rows));
  }

  /** Adds rows once whatever happens; see {@link Lakehouse#appendOnce}. */
  public void appendOnce(Table table, Dataset<Row> rows, String application, long batch) {
    lake.appendOnce(writable(table), withRunId(table, rows), application, batch);
  }

  /** Replaces the rows of the filter; see {@link Lakehouse#replace}. */
  public long replace(Table table, Dataset<Row> rows, RowFilter replaced) {
    return lake.replace(writable(table), withRunId(table, rows), replaced);
  }

  /** Replaces this run's rows. */
  public long replaceRun(Table table, Dataset<Row> rows) {
    return replace(table, rows, ofRun());
  }

  /** The rows of this run, in a table with {@code run_id}. */
  public RowFilter ofRun() {
    return RowFilter.equal("run_id", runId.value());
  }

  /** Replaces rows of this run's interval, pairs and range that are in the filter too. */
  public long replaceRange(Table table, Dataset<Row> rows, RowFilter within) {
    return replace(table, rows, inScope("open_time").and(within));
  }

  /** As {@link #replaceRange}, of rows by {@link #knownInRange}. */
  public long replaceKnownInRange(Table table, Dataset<Row> rows, RowFilter within) {
    return replace(table, rows, inScope("known_at").and(within));
  }

  /** Adds rows whose key is new; see {@link Lakehouse#insertMissing}. */
  public long insertMissing(Table table, Dataset<Row> rows) {
    return lake.insertMissing(writable(table), withRunId(table, rows));
  }

  /** Adds rows whose key is new; see {@link Lakehouse#insertMissingWithin}. */
  public void insertMissingWithin(Table table, Dataset<Row> rows, RowFilter within) {
    lake.insertMissingWithin(writable(table), withRunId(table, rows), within);
  }

  /**
   * Puts a declared table's small files together; see {@link Lakehouse#compact}. No row changes, so
   * it is no writing that a job declares.
   */
  public long compact(Table table) {
    require(job.reads().contains(table), "compacts", table);
    noteRead(table);
    return lake.compact(table);
  }

  /** Adds or replaces rows by key; see {@link Lakehouse#upsert}. */
  public long upsert(Table table, Dataset<Row> rows) {
    return lake.upsert(writable(table), withRunId(table, rows));
  }

  /**
   * Adds rows whose key is new, and replaces only the named columns of the others; see {@link
   * Lakehouse#insertMissingAndUpdate}.
   */
  public long insertMissingAndUpdate(Table table, Dataset<Row> rows, List<String> updated) {
    return lake.insertMissingAndUpdate(writable(table), withRunId(table, rows), updated);
  }

  /**
   * What the job has read so far: the version of each table when it was first read, by name; −1 for
   * a table that was never written.
   */
  public Map<String, Long> tablesRead() {
    return Map.copyOf(tablesRead);
  }

  /** Versions of all tables that exist now, by name, whether the job reads them or not. */
  public Map<String, Long> lakeVersions() {
    return lake.versions();
  }

  /** The run's interval and pairs, a time from the range's start on, opened before its end. */
  private RowFilter inScope(String startsBy) {
    TimeRange range = config.run().range();
    RowFilter scope = RowFilter.equal("interval", config.run().interval().code());
    if (!config.run().pairs().isEmpty()) {
      List<String> pairs = config.run().pairs().stream().map(Object::toString).toList();
      scope = scope.and(RowFilter.in("pair", pairs));
    }
    return scope
        .and(RowFilter.from(startsBy, range.from()))
        .and(RowFilter.before("open_time", range.to()));
  }

  private void noteRead(Table table) {
    tablesRead.computeIfAbsent(
        table.qualifiedName(), name -> lake.version(table).orElse(NEVER_WRITTEN));
  }

  private Table writable(Table table) {
    require(job.writes().contains(table), "writes", table);
    return table;
  }

  private Dataset<Row> withRunId(Table table, Dataset<Row> rows) {
    boolean lacks =
        table.columnNames().contains("run_id") && !Arrays.asList(rows.columns()).contains("run_id");
    return lacks ? rows.withColumn("run_id", lit(runId.value())) : rows;
  }

  private void require(boolean declared, String how, Table table) {
    if (!declared) {
      throw new IllegalStateException(
          "job " + job.name() + " " + how + " " + table + " without declaring it");
    }
  }
}
