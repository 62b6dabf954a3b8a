package io.candlelake;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.candlelake.common.PipelineException;
import io.candlelake.common.Spelling;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.lake.SparkSessions;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A lake, open for reading: its tables by name, as Spark datasets. Nothing is ever written.
 *
 * <pre>{@code
 * Candlelake lake = Candlelake.open("./lake");
 * lake.trades().where("net_profit < 0").groupBy("pair", "exit_reason").count().show();
 * lake.features().select("pair", "close_time", "rsi_14").show();
 * lake.asOf("20250101-093000-1a2b3c").candles().count();
 * }</pre>
 *
 * <p>A table that was never written has no rows and its declared columns. Columns, units and
 * meaning stand in {@code docs/tables.md}; all times are UTC.
 */
public final class Candlelake {
  private static final List<String> CANDLE =
      List.of("exchange", "pair", "interval", "open_time", "close_time");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Lakehouse lake;

  /** Where not empty, the run as of which tables are read, with their versions by name. */
  private final Optional<AsOf> asOf;

  private record AsOf(String runId, Map<String, Long> versions) {}

  private Candlelake(Lakehouse lake, Optional<AsOf> asOf) {
    this.lake = lake;
    this.asOf = asOf;
  }

  /**
   * Opens the lake in a folder or store, with this process's Spark session or, where there is none,
   * a local one.
   *
   * @param root {@code ./lake}, {@code s3a://bucket/lake}
   */
  public static Candlelake open(String root) {
    return open(root, SparkSessions.open("candlelake notebook"));
  }

  /** Opens the lake with a session that has Delta's extension and catalog. */
  public static Candlelake open(String root, SparkSession spark) {
    return new Candlelake(new Lakehouse(spark, root), Optional.empty());
  }

  /** The session: {@code lake.spark().sql(...)}. */
  public SparkSession spark() {
    return lake.spark();
  }

  /**
   * The same lake with every table at the version that it had when the run ended; what the run's
   * table did not yet hold is empty. {@link #runs} is not changed: a run is recorded last.
   *
   * @throws PipelineException if there is no such run
   */
  public Candlelake asOf(String runId) {
    requireNonNull(runId, "runId is null");
    List<Row> found = runs().where(col("run_id").equalTo(runId)).select("tables").takeAsList(1);
    if (found.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot read the lake as of the run " + runId,
          "gold.runs in " + lake.root() + " has no such run",
          "Take a run_id of runs()");
    }
    return new Candlelake(lake, Optional.of(new AsOf(runId, versions(found.get(0).getString(0)))));
  }

  /**
   * A table by its declared name.
   *
   * @param name {@code gold.trades}, {@code silver.completeness}: any of {@code docs/tables.md}
   * @throws PipelineException if no table has that name
   */
  public Dataset<Row> table(String name) {
    return rows(declared(requireNonNull(name, "name is null")));
  }

  /** Checked candles: {@code silver.candles}. */
  public Dataset<Row> candles() {
    return rows(Tables.CANDLES);
  }

  /**
   * The features that were computed last, one column each: {@code rsi_14}. No rows and no features
   * where none were computed.
   */
  public Dataset<Row> features() {
    List<Row> newest =
        byStart(rows(Tables.FEATURES).select("feature_set", "run_id").distinct())
            .select("feature_set")
            .takeAsList(1);
    return newest.isEmpty()
        ? withNamedColumns(rows(Tables.FEATURES), List.of())
        : features(newest.get(0).getString(0));
  }

  /**
   * The features of a declared set, one column each, in the set's order.
   *
   * @param featureSet its fingerprint, see {@code gold.feature_sets}
   * @throws PipelineException if there is no such set
   */
  public Dataset<Row> features(String featureSet) {
    requireNonNull(featureSet, "featureSet is null");
    Column ofSet = col("feature_set").equalTo(featureSet);
    List<String> names =
        rows(Tables.FEATURE_SETS)
            .where(ofSet)
            .orderBy("position")
            .select("feature")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    if (names.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot read the feature set " + featureSet,
          "gold.feature_sets in " + lake.root() + " has no such set",
          "Take a feature_set of table(\"gold.feature_sets\")");
    }
    return withNamedColumns(rows(Tables.FEATURES).where(ofSet), names);
  }

  /** What the market did after each candle: {@code gold.labels}. */
  public Dataset<Row> labels() {
    return rows(Tables.LABELS);
  }

  /** Fitted models: {@code gold.models}. */
  public Dataset<Row> models() {
    return rows(Tables.MODELS);
  }

  /** Out-of-sample predictions: {@code gold.predictions}. */
  public Dataset<Row> predictions() {
    return rows(Tables.PREDICTIONS);
  }

  /** How good the predictions and signals were: {@code gold.evaluations}. */
  public Dataset<Row> evaluations() {
    return rows(Tables.EVALUATIONS);
  }

  /** Decisions: {@code gold.signals}. */
  public Dataset<Row> signals() {
    return rows(Tables.SIGNALS);
  }

  /** Round trips of the backtests: {@code gold.trades}. */
  public Dataset<Row> trades() {
    return rows(Tables.TRADES);
  }

  /** Worth of the portfolio, day by day: {@code gold.equity}. */
  public Dataset<Row> equity() {
    return rows(Tables.EQUITY);
  }

  /** Figures of the backtests: {@code gold.metrics}. */
  public Dataset<Row> metrics() {
    return rows(Tables.METRICS);
  }

  /** Every run there was, {@code gold.runs}, and with the status RUNNING those that go on. */
  public Dataset<Row> runs() {
    return lake.runs();
  }

  /**
   * The run that started last among those that have rows in a table; empty if none has.
   *
   * @param name {@code gold.trades}: any table of {@code docs/tables.md} with a {@code run_id}
   * @throws PipelineException if no table has that name
   */
  public Optional<String> newestRun(String name) {
    return byStart(table(name).select("run_id").distinct()).takeAsList(1).stream()
        .map(row -> row.<String>getAs("run_id"))
        .findFirst();
  }

  /** Rows with a {@code run_id}, those of the run that started last first; unknown runs last. */
  private Dataset<Row> byStart(Dataset<Row> rows) {
    return rows.join(runs().select("run_id", "started_at"), new String[] {"run_id"}, "left")
        .orderBy(col("started_at").desc_nulls_last(), col("run_id").desc());
  }

  /** In words: where the lake is and how many tables it has. */
  @Override
  public String toString() {
    long tables = Tables.ALL.stream().filter(lake::exists).count();
    String place = "The lake at " + lake.root();
    return tables == 0
        ? place + " has no tables yet. Make some: ./candlelake run --lake " + lake.root()
        : place + " has " + tables + " tables" + asOf.map(a -> ", as of " + a.runId()).orElse("");
  }

  private static Dataset<Row> withNamedColumns(Dataset<Row> rows, List<String> names) {
    List<Column> columns = new ArrayList<>(CANDLE.stream().map(name -> col(name)).toList());
    for (int position = 0; position < names.size(); position++) {
      columns.add(col("vector").getItem(position).as(names.get(position)));
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private Dataset<Row> rows(Table table) {
    if (table.equals(Tables.RUNS)) {
      return lake.runs();
    }
    if (asOf.isEmpty()) {
      return lake.read(table);
    }
    Long version = asOf.get().versions().get(table.qualifiedName());
    return version == null ? lake.empty(table) : lake.readAt(table, version);
  }

  private static Table declared(String name) {
    List<String> known = Tables.ALL.stream().map(Table::qualifiedName).toList();
    int position = known.indexOf(name);
    if (position < 0) {
      throw PipelineException.userMistake(
          "Cannot read the table " + name,
          "no table has that name",
          Spelling.nearest(name, known)
              .map(near -> "The nearest is " + near)
              .orElse("There are " + String.join(", ", known)));
    }
    return Tables.ALL.get(position);
  }

  private static Map<String, Long> versions(String json) {
    try {
      return JSON.readValue(json, new TypeReference<Map<String, Long>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("gold.runs.tables is not a map of versions: " + json, e);
    }
  }
}
