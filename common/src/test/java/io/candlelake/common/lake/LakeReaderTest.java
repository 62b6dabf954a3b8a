package io.candlelake.common.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.PipelineException;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeReaderTest {
  private static final Instant FIRST = Instant.parse("2024-01-01T00:00:00Z");

  private final SparkSession spark = LocalSpark.session();
  @TempDir Path root;
  private Lakehouse lake;
  private LakeReader reader;

  @BeforeEach
  void open() {
    lake = new Lakehouse(spark, root.toString());
    reader = LakeReader.open(root.toString());
  }

  @Test
  void anEmptyLakeHasNoTables() throws Exception {
    assertThat(reader.tables()).isEmpty();
    Path log = Files.createDirectories(root.resolve("silver/candles/_delta_log"));
    assertThat(reader.table(Tables.CANDLES)).as("a log without a commit").isEmpty();
    Files.writeString(log.resolve(".00000000000000000000.json.tmp"), "half a comm");
    assertThat(reader.table(Tables.CANDLES)).as("a killed making").isEmpty();
  }

  @Test
  void cellsAreWhatSparkReads() {
    lake.append(Tables.CANDLES, candles("BTC-USDT", 3, "id"));
    lake.append(Tables.CANDLES, candles("ETH-USDT", 2, "cast(null as bigint)"));
    assertThat(read(Tables.CANDLES, RowFilter.all()))
        .hasSize(5)
        .containsExactlyInAnyOrderElementsOf(asSparkReads(lake.read(Tables.CANDLES)));

    lake.append(
        Tables.COMPLETENESS,
        spark
            .range(2)
            .selectExpr(
                "'binance' exchange",
                "'BTC-USDT' pair",
                "'1h' interval",
                "date_add(date'2024-01-01', cast(id as int)) day",
                "24 expected",
                "24 received",
                "24 valid",
                "0 rejected",
                "0 duplicates",
                "0 filled",
                "0 missing",
                "0 outage",
                "0 no_trade",
                "'r' run_id"));
    List<Object> days = new ArrayList<>();
    table(Tables.COMPLETENESS)
        .forEach(
            List.of("day"),
            RowFilter.between("day", LocalDate.EPOCH, LocalDate.parse("2024-01-01")),
            row -> days.add(row.find("day").orElseThrow()));
    assertThat(days).containsExactly(LocalDate.parse("2024-01-01"));
  }

  @Test
  void aFilterHoldsForTheRowsThatItsSqlHoldsFor() {
    lake.append(Tables.CANDLES, candles("BTC-USDT", 48, "id"));
    lake.append(Tables.CANDLES, candles("ETH-USDT", 48, "cast(null as bigint)"));
    lake.append(Tables.CANDLES, candles("XRP-USDT", 2, "id"));
    RowFilter eth = RowFilter.equal("pair", "ETH-USDT");
    for (RowFilter filter :
        List.of(
            RowFilter.all(),
            eth,
            RowFilter.in("pair", List.of()),
            RowFilter.in("pair", List.of("BTC-USDT", "XRP-USDT", "none")),
            RowFilter.equal("exchange", "kraken"),
            RowFilter.isNull("trades"),
            eth.and(RowFilter.isNull("trades")).and(RowFilter.equal("interval", "1h")),
            eth.or(RowFilter.before("open_time", FIRST.plusSeconds(7200))),
            RowFilter.between("open_time", FIRST.plusSeconds(3600), FIRST.plusSeconds(7200)),
            RowFilter.from("open_time", FIRST.plusSeconds(3600)).and(eth))) {
      assertThat(table(Tables.CANDLES).count(filter))
          .as(filter.toString())
          .isEqualTo(lake.read(Tables.CANDLES).where(filter.sql()).count());
    }
  }

  @Test
  void filesThatCannotHoldARowAreNotRead() throws Exception {
    lake.append(Tables.CANDLES, candles("BTC-USDT", 3, "id"));
    TableSnapshot both = table(Tables.CANDLES);
    lake.append(Tables.CANDLES, candles("ETH-USDT", 3, "id"));
    TableSnapshot newest = table(Tables.CANDLES);
    assertThat(newest.version()).isEqualTo(both.version() + 1);
    try (Stream<Path> files = Files.walk(root.resolve("silver/candles"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        Files.delete(file);
      }
    }
    assertThat(newest.count(RowFilter.equal("pair", "ADA-USDT"))).isZero();
    assertThat(newest.count(RowFilter.equal("exchange", "kraken"))).isZero();
    assertThat(newest.contents(Optional.of("open_time")))
        .as("from the log alone")
        .isEqualTo(new TableContents(6, Optional.of(FIRST), Optional.of(FIRST.plusSeconds(7200))));
  }

  @Test
  void withoutStatisticsRowsAreCounted() {
    String collect = "spark.databricks.delta.stats.collect";
    spark.conf().set(collect, "false");
    try {
      lake.append(Tables.CANDLES, candles("XRP-USDT", 9, "id"));
    } finally {
      spark.conf().unset(collect);
    }
    TableSnapshot candles = table(Tables.CANDLES);
    assertThat(candles.contents(Optional.of("open_time")))
        .isEqualTo(
            new TableContents(9, Optional.of(FIRST), Optional.of(FIRST.plusSeconds(8 * 3600))));
    assertThat(candles.contents(Optional.empty()))
        .isEqualTo(new TableContents(9, Optional.empty(), Optional.empty()));
    assertThat(candles.count(RowFilter.equal("pair", "XRP-USDT"))).isEqualTo(9);
  }

  @Test
  void replacedRowsAndCheckpointsAreSeen() {
    for (int i = 0; i < 12; i++) {
      lake.replace(
          Tables.CANDLES, candles("BTC-USDT", i + 1, "id"), RowFilter.equal("pair", "BTC-USDT"));
    }
    assertThat(root.resolve("silver/candles/_delta_log/_last_checkpoint")).exists();
    assertThat(table(Tables.CANDLES).count(RowFilter.all())).isEqualTo(12);
    assertThat(table(Tables.CANDLES).contents(Optional.of("open_time")).rows()).isEqualTo(12);
  }

  @Test
  void aTableOfAnOlderVersionIsRefused() {
    String place = root + "/" + Tables.JOB_RUNS.path();
    lake.empty(Tables.JOB_RUNS).drop("tables_read").write().format("delta").save(place);
    assertThatThrownBy(() -> table(Tables.JOB_RUNS).count(RowFilter.all()))
        .isInstanceOf(PipelineException.class)
        .hasMessageStartingWith(
            "Cannot use the lake " + root + ": gold.job_runs has no column tables_read: ");
  }

  private TableSnapshot table(Table table) {
    return reader.table(table).orElseThrow();
  }

  private List<List<Object>> read(Table table, RowFilter filter) {
    List<List<Object>> rows = new ArrayList<>();
    table(table)
        .forEach(
            table.columnNames(),
            filter,
            row -> {
              List<Object> cells = new ArrayList<>();
              table.columnNames().forEach(name -> cells.add(comparable(row.value(name))));
              rows.add(cells);
            });
    return rows;
  }

  private static List<List<Object>> asSparkReads(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .map(
            row -> {
              List<Object> cells = new ArrayList<>();
              for (int i = 0; i < row.size(); i++) {
                cells.add(
                    row.get(i) instanceof scala.collection.Seq<?> ? row.getList(i) : row.get(i));
              }
              cells.replaceAll(LakeReaderTest::comparable);
              return cells;
            })
        .toList();
  }

  private static Object comparable(Object cell) {
    return cell instanceof BigDecimal number ? number.stripTrailingZeros() : cell;
  }

  private Dataset<Row> candles(String pair, int hours, String trades) {
    return spark
        .range(hours)
        .selectExpr(
            "'binance' exchange",
            "'" + pair + "' pair",
            "'1h' interval",
            "timestamp_seconds(1704067200 + id * 3600) open_time",
            "timestamp_seconds(1704070800 + id * 3600) close_time",
            "100.5 + id open",
            "102 + id high",
            "99 + id low",
            "100 + id close",
            "1 volume",
            trades + " trades",
            "array('a', cast(id as string)) quality",
            "id = 1 filled",
            "1 listing",
            "0 revision",
            "'test' source",
            "timestamp_micros(1704070800123456) fetched_at",
            "'r' run_id");
  }
}
