package io.candlelake.jobs.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.lake.LakeReader;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.lake.RunMarks;
import io.candlelake.common.table.RunRow;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusViewTest {
  private final SparkSession spark = LocalSpark.session();
  @TempDir Path root;

  @Test
  void tablesPairsAndRunsAreTold() {
    Lakehouse lake = new Lakehouse(spark, root.toString());
    assertThat(lines(lake)).containsExactly("Nothing here yet. Run ./candlelake run");

    lake.append(
        Tables.CANDLES,
        spark
            .range(1500)
            .selectExpr(
                "'binance' exchange",
                "if(id % 2 = 0, 'BTC-USDT', 'ETH-USDT') pair",
                "'1h' interval",
                "timestamp_seconds(1704067200 + floor(id / 2) * 3600) open_time",
                "timestamp_seconds(1704070800 + floor(id / 2) * 3600) close_time",
                "1 open",
                "1 high",
                "1 low",
                "1 close",
                "1 volume",
                "cast(null as bigint) trades",
                "cast(array() as array<string>) quality",
                "id = 2 filled",
                "1 listing",
                "0 revision",
                "'test' source",
                "timestamp_seconds(1704070800) fetched_at",
                "'r' run_id"));
    lake.append(
        Tables.COMPLETENESS,
        spark
            .range(31)
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

    assertThat(lines(lake))
        .containsExactly(
            "Lake " + root + ", times in UTC",
            "",
            "Tables",
            "  table                 rows  version  first             last",
            "  silver.candles       1,500        1  2024-01-01 00:00  2024-02-01 05:00",
            "  silver.completeness     31        1  2024-01-01        2024-01-31",
            "",
            "Candles checked and ready",
            "  exchange  pair      interval  candles  filled  first             last",
            "  binance   BTC-USDT  1h            750       1  2024-01-01 00:00  2024-02-01 05:00",
            "  binance   ETH-USDT  1h            750       0  2024-01-01 00:00  2024-02-01 05:00",
            "",
            "Last runs",
            "  none");
  }

  @Test
  void aRunThatGoesOnOrWasKilledIsTold() throws Exception {
    Lakehouse lake = new Lakehouse(spark, root.toString());
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    lake.append(
        Tables.RUNS,
        RunRow.CODEC.rows(
            spark,
            List.of(
                run("first", "run", start, "OK"),
                run("daily", "ingest", start.plusSeconds(60), "SOME_PAIRS_FAILED"),
                run("left", "run", start.plusSeconds(120), "OK"))));
    lake.runMarks().write(run("daily", "train", start.plusSeconds(180), RunMarks.RUNNING));
    lake.runMarks().write(run("left", "run", start.plusSeconds(120), RunMarks.RUNNING));
    Path half = Files.writeString(root.resolve("_running/cut.json"), "{\"run_id\":\"cu");
    Files.setLastModifiedTime(half, FileTime.from(start.minusSeconds(60)));

    assertThat(lines(lake))
        .endsWith(
            "Last runs",
            "  run    command  started           status",
            "  daily  train    2026-01-01 00:03  running",
            "  left   run      2026-01-01 00:02  ok",
            "  first  run      2026-01-01 00:00  ok",
            "  cut    unknown  2025-12-31 23:59  running");
    lake.runMarks().delete("daily");
    assertThat(lines(lake)).contains("  daily  ingest   2026-01-01 00:01  some pairs failed");
  }

  @Test
  void aFirstRunIsToldBeforeThereAreTables() {
    Lakehouse lake = new Lakehouse(spark, root.toString());
    lake.runMarks()
        .write(run("first", "run", Instant.parse("2026-01-01T00:00:00Z"), RunMarks.RUNNING));
    assertThat(lines(lake))
        .contains("Tables", "  none")
        .endsWith(
            "  run    command  started           status",
            "  first  run      2026-01-01 00:00  running");
  }

  private static RunRow run(String id, String command, Instant start, String status) {
    return new RunRow(id, command, start, start, status, "c", "h", "", 1, "{}", false);
  }

  private static List<String> lines(Lakehouse lake) {
    return new StatusView().lines(LakeReader.open(lake.root()));
  }
}
