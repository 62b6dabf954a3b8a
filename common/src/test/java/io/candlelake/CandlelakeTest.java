package io.candlelake;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.PipelineException;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.lake.RunMarks;
import io.candlelake.common.table.RunRow;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandlelakeTest {
  private final SparkSession spark = LocalSpark.session();
  @TempDir Path root;
  private Lakehouse tables;
  private Candlelake lake;

  @BeforeEach
  void open() {
    tables = new Lakehouse(spark, root.toString());
    lake = Candlelake.open(root.toString());
  }

  @Test
  void anEmptyLakeHasEveryTableWithoutRowsAndSaysSo() {
    assertThat(lake)
        .hasToString(
            "The lake at "
                + root
                + " has no tables yet. Make some: ./candlelake run --lake "
                + root);
    for (Table table : Tables.ALL) {
      Dataset<Row> rows = lake.table(table.qualifiedName());
      assertThat(rows.isEmpty()).isTrue();
      assertThat(rows.columns()).containsExactlyElementsOf(table.columnNames());
    }
    assertThat(lake.features().isEmpty()).isTrue();
    assertThat(lake.features().columns())
        .containsExactly("exchange", "pair", "interval", "open_time", "close_time");
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void theTablesPeopleAskForHaveMethodsOfTheirOwn() {
    assertThat(
            List.of(
                lake.candles(),
                lake.labels(),
                lake.models(),
                lake.predictions(),
                lake.evaluations(),
                lake.signals(),
                lake.trades(),
                lake.equity(),
                lake.metrics(),
                lake.runs()))
        .extracting(rows -> List.of(rows.columns()))
        .containsExactly(
            Tables.CANDLES.columnNames(),
            Tables.LABELS.columnNames(),
            Tables.MODELS.columnNames(),
            Tables.PREDICTIONS.columnNames(),
            Tables.EVALUATIONS.columnNames(),
            Tables.SIGNALS.columnNames(),
            Tables.TRADES.columnNames(),
            Tables.EQUITY.columnNames(),
            Tables.METRICS.columnNames(),
            Tables.RUNS.columnNames());
  }

  @Test
  void aTableThatIsNoneIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> lake.table("gold.trade"))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot read the table gold.trade: no table has that name. The nearest is gold.trades.");
    assertThatThrownBy(() -> lake.table("everything"))
        .isInstanceOf(PipelineException.class)
        .hasMessageStartingWith(
            "Cannot read the table everything: no table has that name. There are bronze.candles, ");
  }

  @Test
  void featuresHaveTheirNamesAndTheNewestSetIsTaken() {
    tables.append(Tables.FEATURE_SETS, names("old", "rsi_14", "return_1"));
    tables.append(Tables.FEATURE_SETS, names("new", "return_1", "adx_14", "rsi_14"));
    // The newest is the one that started last, whatever the runs are called.
    tables.append(Tables.FEATURES, vectors("old", "retrain-2024-01-01", "array(1f, 2f)"));
    tables.append(Tables.FEATURES, vectors("new", "daily-2024-01-02", "array(3f, 4f, 5f)"));
    tables.append(Tables.RUNS, run("retrain-2024-01-01", "{}"));
    tables.append(
        Tables.RUNS,
        run("daily-2024-01-02", "{}")
            .withColumn("started_at", expr("started_at + INTERVAL 1 DAY")));
    assertThat(lake.newestRun("gold.features")).contains("daily-2024-01-02");
    assertThat(lake.newestRun("gold.trades")).isEmpty();
    assertThat(lake.features().columns())
        .containsExactly(
            "exchange",
            "pair",
            "interval",
            "open_time",
            "close_time",
            "return_1",
            "adx_14",
            "rsi_14");
    assertThat(lake.features().select("return_1", "adx_14", "rsi_14").collectAsList())
        .containsExactly(RowFactory.create(3f, 4f, 5f));
    assertThat(lake.features("old").select("rsi_14", "return_1").collectAsList())
        .containsExactly(RowFactory.create(1f, 2f));
    assertThatThrownBy(() -> lake.features("none"))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot read the feature set none: gold.feature_sets in "
                + root
                + " has no such set. Take a feature_set of table(\"gold.feature_sets\").");
  }

  @Test
  void aRunThatGoesOnIsTheNewest() {
    tables.append(Tables.FEATURE_SETS, names("old", "rsi_14").union(names("new", "adx_14")));
    tables.append(Tables.FEATURES, vectors("old", "ended", "array(1f)"));
    tables.append(Tables.FEATURES, vectors("new", "going-on", "array(3f)"));
    tables.append(Tables.RUNS, run("ended", "{}"));
    Instant start = Instant.parse("2024-01-02T00:00:00Z");
    tables
        .runMarks()
        .write(
            new RunRow(
                "going-on",
                "features",
                start,
                start,
                RunMarks.RUNNING,
                "c",
                "h",
                "",
                1,
                "{}",
                false));
    assertThat(lake.newestRun("gold.features")).contains("going-on");
    assertThat(lake.features().columns()).endsWith("adx_14");
    assertThat(lake.table("gold.runs").select("run_id", "status").collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create("ended", "OK"), RowFactory.create("going-on", "RUNNING"));
    assertThat(lake.runs().columns()).containsExactlyElementsOf(Tables.RUNS.columnNames());
  }

  @Test
  void asOfARunItsTableVersionsAreRead() {
    tables.append(Tables.FEATURE_SETS, names("first", "rsi_14"));
    tables.append(Tables.RUNS, run("r1", "{\"gold.feature_sets\":1}"));
    tables.append(Tables.FEATURE_SETS, names("second", "adx_14"));
    tables.append(Tables.FEATURES, vectors("second", "r2", "array(3f)"));
    tables.append(Tables.RUNS, run("r2", "{\"gold.feature_sets\":2,\"gold.features\":1}"));
    assertThat(lake).hasToString("The lake at " + root + " has 3 tables");

    Candlelake then = lake.asOf("r1");
    assertThat(then).hasToString("The lake at " + root + " has 3 tables, as of r1");
    assertThat(then.table("gold.feature_sets").count()).isEqualTo(1);
    assertThat(then.features().isEmpty()).isTrue();
    assertThat(then.runs().count()).isEqualTo(2);
    assertThat(lake.asOf("r2").table("gold.feature_sets").count()).isEqualTo(2);
    assertThat(lake.asOf("r2").features().select("adx_14").collectAsList())
        .containsExactly(RowFactory.create(3f));
    assertThatThrownBy(() -> lake.asOf("r3"))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot read the lake as of the run r3: gold.runs in "
                + root
                + " has no such run. Take a run_id of runs().");
  }

  private Dataset<Row> names(String set, String... features) {
    String array = "array('" + String.join("', '", features) + "')";
    return spark
        .range(1)
        .selectExpr(
            "'" + set + "' feature_set",
            "posexplode(" + array + ") AS (position, feature)",
            "'i' indicator",
            "'{}' parameters",
            "'1h' interval",
            "1 warm_up_bars",
            "1 version");
  }

  private Dataset<Row> vectors(String set, String run, String vector) {
    return spark
        .range(1)
        .selectExpr(
            "'binance' exchange",
            "'BTC-USDT' pair",
            "'1h' interval",
            "timestamp'2024-01-01 00:00:00' open_time",
            "timestamp'2024-01-01 01:00:00' close_time",
            "'" + set + "' feature_set",
            vector + " vector",
            "'" + run + "' run_id");
  }

  private Dataset<Row> run(String id, String versions) {
    return spark
        .range(1)
        .selectExpr(
            "'" + id + "' run_id",
            "'run' command",
            "timestamp'2024-01-01 00:00:00' started_at",
            "timestamp'2024-01-01 00:01:00' finished_at",
            "'OK' status",
            "'c' code_version",
            "'h' config_hash",
            "'{}' config",
            "1L seed",
            "'" + versions + "' tables",
            "true simulated");
  }
}
