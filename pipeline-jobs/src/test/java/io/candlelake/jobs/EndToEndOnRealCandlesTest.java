package io.candlelake.jobs;

import static io.candlelake.jobs.Program.report;
import static io.candlelake.jobs.Program.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.ExitCode;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline through the program's front door, on recorded candles. */
class EndToEndOnRealCandlesTest {
  private static final Path CANDLES =
      Path.of(System.getProperty("candlelake.root"))
          .resolve("../shared/data/candles_1h_binance_spot")
          .normalize();

  @TempDir Path lake;

  @BeforeAll
  static void oneSession() {
    LocalSpark.session();
  }

  @Test
  void aCutOfTheRealCandlesTwiceLeavesTheSameTablesAndTrades() throws Exception {
    assumeTrue(Files.isDirectory(CANDLES), "no recorded candles at " + CANDLES + ": skipped");
    String[] cut = {
      "run",
      "--source",
      "files",
      "--path",
      CANDLES.toString(),
      "--lake",
      lake.toString(),
      "--pairs",
      "BTC-USDT,ETH-USDT,XRP-USDT,LTC-USDT",
      "--from",
      "2020-01-01",
      "--to",
      "2021-07-01",
      "--set",
      "train.window-months=6",
      "--set",
      "train.model={xgboost: {rounds: 60, eta: 0.12}}",
      "--set",
      "trust.lookahead-cuts=2",
      "--set",
      "signals.rules.probability-threshold.threshold=0.55"
    };
    String first = run(ExitCode.OK, cut);
    JsonNode report = report(lake);

    assertThat(report.path("simulated").asBoolean()).isFalse();
    assertThat(report.path("pairs")).hasSize(4);
    assertThat(report.path("data").path("validity").asDouble()).isGreaterThanOrEqualTo(0.999);
    assertThat(report.path("data").path("received").asLong())
        .isEqualTo(
            report.path("data").path("valid").asLong()
                + report.path("data").path("rejected").asLong());
    assertThat(report.path("trust").path("lookahead_cuts").asInt()).isEqualTo(2);
    assertThat(report.path("trust").path("lookahead_rows").asLong()).isPositive();
    assertThat(report.path("trust").path("lookahead_mismatches").asLong()).isZero();
    assertThat(report.path("signals").path("count").asLong()).isPositive();
    assertThat(report.path("backtest").path("trades").asLong()).isPositive();
    assertThat(first).contains("report.html");

    Map<String, Long> rows = rowCounts();
    String trades = report.path("backtest").path("trades_hash").asText();
    LocalSpark.session().conf().set("spark.sql.shuffle.partitions", "7");
    try {
      run(ExitCode.OK, cut);
    } finally {
      LocalSpark.session().conf().set("spark.sql.shuffle.partitions", "2");
    }
    assertThat(report(lake).path("backtest").path("trades_hash").asText()).isEqualTo(trades);
    assertThat(rowCounts()).isEqualTo(rows);
  }

  /** Rows of the tables that a second run must leave as they were. */
  private Map<String, Long> rowCounts() {
    Lakehouse tables = new Lakehouse(LocalSpark.session(), lake.toString());
    List<Table> grow =
        List.of(
            Tables.RUNS,
            Tables.JOB_RUNS,
            Tables.EVALUATIONS,
            Tables.FILLS,
            Tables.TRADES,
            Tables.EQUITY,
            Tables.METRICS,
            Tables.LOOKAHEAD_PROOFS,
            Tables.CHECK_RESULTS);
    List<Table> stable = new ArrayList<>(Tables.ALL);
    stable.removeAll(grow);
    Map<String, Long> counts = new TreeMap<>();
    stable.forEach(table -> counts.put(table.qualifiedName(), tables.read(table).count()));
    return counts;
  }
}
