package io.candlelake.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.LakeReader;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.lake.RunMarks;
import io.candlelake.common.table.RunRow;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.jobs.status.StatusView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportJobTest {
  private static final String OLD = "20260101T000000Z-old";
  private static final String RUN = "20260102T000000Z-new";
  private static final Instant START = Instant.parse("2026-01-02T00:00:00Z");

  private final SparkSession spark = LocalSpark.session();
  private final Config config = ConfigReader.defaults();

  @TempDir Path root;

  @Test
  void anEmptyLakeGivesAReportOfReasons() throws IOException {
    JobResult result = new ReportJob().run(context(RUN));
    assertThat(result.notes())
        .hasSize(7)
        .endsWith("report: " + root.resolve("reports/" + RUN + "/report.html"));
    JsonNode json = json(RUN);
    assertThat(ReportSchema.violations(json.toString())).isEmpty();
    assertThat(json.at("/backtest/trades").isNull()).isTrue();
    assertThat(json.at("/pairs")).isEmpty();
    assertThat(Files.readString(root.resolve("reports/latest"))).isEqualTo(RUN + "\n");

    assertThat(status()).containsExactly("Nothing here yet. Run ./candlelake run");
  }

  @Test
  void reportsWhatTheTablesHold() throws Exception {
    fill();
    new ReportJob().run(context(RUN));
    int jobs = LocalSpark.jobsOf(() -> new ReportJob().run(context(RUN)));
    JsonNode json = json(RUN);
    assertThat(ReportSchema.violations(json.toString())).isEmpty();
    assertThat(json.at("/code_version").textValue()).isEqualTo("0.1.0+abc");
    assertThat(json.at("/simulated").booleanValue()).isFalse();
    assertThat(json.at("/pairs").toString()).isEqualTo("[\"BTC-USDT\",\"ETH-USDT\"]");
    assertThat(json.at("/quote_asset").textValue()).isEqualTo("USDT");
    assertThat(json.at("/from").textValue()).isEqualTo("2024-03-01T00:00:00Z");
    assertThat(json.at("/to").textValue()).isEqualTo("2024-03-03T00:00:00Z");
    // Three pair-days: 72 expected, 70 received, 68 valid, 4 missing of which 2 in an outage.
    assertThat(json.at("/data/expected").longValue()).isEqualTo(72);
    assertThat(json.at("/data/validity").doubleValue()).isEqualTo(68 / 70.0);
    assertThat(json.at("/data/completeness").doubleValue()).isEqualTo(68 / 72.0);
    assertThat(json.at("/data/completeness_outside_outages").doubleValue()).isEqualTo(68 / 70.0);
    assertThat(json.at("/signals/accuracy").doubleValue()).isEqualTo(0.625);
    assertThat(json.at("/signals/count").longValue()).isEqualTo(1600);
    assertThat(json.at("/signals/passes").booleanValue()).isTrue();
    assertThat(json.at("/backtest/net_return").doubleValue()).isEqualTo(0.05);
    assertThat(json.at("/backtest/sharpe").isNull()).isTrue();
    assertThat(json.at("/unknown/backtest.sharpe").textValue())
        .isEqualTo("not defined for these trades");
    assertThat(json.at("/backtest/benchmark_return").doubleValue()).isEqualTo(80.0 / 100 - 1);
    assertThat(json.at("/trust").toString())
        .isEqualTo("{\"lookahead_cuts\":3,\"lookahead_rows\":1500,\"lookahead_mismatches\":1}");
    assertThat(json.at("/stages/0").toString())
        .isEqualTo(
            "{\"name\":\"validate\",\"seconds\":2.5,\"rows_out\":68,\"run_id\":\"" + OLD + "\"}");
    assertThat(json.at("/stages")).hasSize(4);
    assertThat(json.at("/tables/gold.trades").longValue()).isEqualTo(1);

    String html = Files.readString(root.resolve("reports/" + RUN + "/report.html"));
    assertThat(html)
        .doesNotContain("SIMULATED MARKET")
        .contains("binance ETH-USDT")
        .contains("1 of 3 trades touched stop and target in one candle")
        .contains("price jump")
        .contains("20260101T000000Z-old")
        .contains("too few rows");
    assertThat(html).as("trades of another run or cell").doesNotContain("DOGE-USDT");

    assertThat(status())
        .anyMatch(line -> line.matches(" +gold\\.trades +5 +1 +2024-03-01 10:00 .*"))
        .anyMatch(line -> line.contains(RUN) && line.endsWith("some pairs failed"));
    assertThat(jobs).as("Spark jobs of one report").isEqualTo(29);
  }

  private void fill() {
    Instant start = START;
    write(
        Tables.COMPLETENESS,
        completeness("BTC-USDT", "2024-03-01", 24, 24, 24, 0, 0, 0),
        completeness("BTC-USDT", "2024-03-02", 24, 22, 22, 0, 2, 2),
        completeness("ETH-USDT", "2024-03-01", 24, 24, 22, 2, 2, 0));
    write(
        Tables.JOB_RUNS,
        row(OLD, "validate", start.minusSeconds(86_400), 2.5, 68L, "ok", "", "{}"),
        row(OLD, "backtest", start.minusSeconds(86_000), 9.0, 2L, "ok", "", "{}"),
        row(RUN, "evaluate", start.plusSeconds(1), 3.0, 20L, "ok", "", "{}"),
        row(RUN, "backtest", start.plusSeconds(2), 4.0, 9L, "ok", "", "{}"),
        row(RUN, "prove", start.plusSeconds(3), 5.0, 3L, "ok", "", "{}"));
    lake().runMarks().write(run(RunMarks.RUNNING));
    lake().append(Tables.RUNS, RunRow.CODEC.rows(spark, List.of(run("SOME_PAIRS_FAILED"))));
    write(
        Tables.CHECK_RESULTS,
        row(OLD, "price_jump", "reject", "binance", "BTC-USDT", "1h", 46L, 0L),
        row(OLD, "price_jump", "reject", "binance", "ETH-USDT", "1h", 24L, 2L));
    write(
        Tables.LOOKAHEAD_PROOFS,
        row(RUN, start.minusSeconds(30), "features", 400L, 0L),
        row(RUN, start.minusSeconds(20), "features", 300L, 0L),
        row(RUN, start.minusSeconds(10), "features", 300L, 0L),
        row(RUN, start.minusSeconds(10), "signals", 500L, 1L));
    String trial = config.trialId();
    write(
        Tables.EVALUATIONS,
        row(RUN, trial, "all", "", "accuracy", 0.625, 0.6, 0.65, 1600L),
        row(RUN, trial, "all", "", "signals", 1600.0, null, null, 1600L),
        row(RUN, trial, "all", "", "pass", 1.0, null, null, 1600L),
        row(OLD, trial, "all", "", "accuracy", 0.5, 0.4, 0.6, 10L),
        row(RUN, trial, "pair", "ETH-USDT", "accuracy", null, null, null, 0L));
    write(
        Tables.MODELS,
        row(
            "m0",
            1,
            trial,
            "xgboost",
            "pooled",
            "1h",
            0,
            start,
            start,
            start,
            start,
            "too_few_rows",
            "212 rows, 500 required",
            212L,
            "forward_return_4",
            "f",
            "{}",
            17L,
            "{}",
            null,
            null,
            0L,
            "{}",
            "xgboost4j 3.1.1",
            null,
            RUN,
            start));
    write(
        Tables.METRICS,
        row(RUN, "base", "initial_cash", 100.0, "quote asset"),
        row(RUN, "base", "net_return", 0.05, "fraction"),
        row(RUN, "base", "sharpe", null, "ratio"),
        row(RUN, "base", "trades", 3.0, "count"),
        row(OLD, "base", "net_return", 9.0, "fraction"));
    write(
        Tables.EQUITY,
        row(RUN, "base", LocalDate.parse("2024-03-02"), 105.0, 105.0, 0, 80.0, 90.0),
        row(RUN, "base", LocalDate.parse("2024-03-01"), 101.0, 50.0, 1, 99.0, 98.0),
        row(OLD, "base", LocalDate.parse("2024-03-01"), 1.0, 1.0, 0, 1.0, 1.0));
    write(
        Tables.TRADES,
        trade(RUN, "base", 0, "BTC-USDT", "time", false, 4.0),
        trade(RUN, "base", 1, "ETH-USDT", "stop", true, -1.0),
        trade(RUN, "base", 2, "ETH-USDT", "time", false, 2.0),
        trade(RUN, "other", 0, "DOGE-USDT", "time", false, 50.0),
        trade(OLD, "base", 0, "DOGE-USDT", "time", false, 50.0));
  }

  private RunRow run(String status) {
    return new RunRow(
        RUN,
        "run",
        START,
        START.plusSeconds(9),
        status,
        "0.1.0+abc",
        config.hash(),
        "{}",
        17,
        "{}",
        false);
  }

  private static Row completeness(
      String pair,
      String day,
      long expected,
      long received,
      long valid,
      long rejected,
      long missing,
      long outage) {
    return row(
        "binance",
        pair,
        "1h",
        LocalDate.parse(day),
        expected,
        received,
        valid,
        rejected,
        0L,
        0L,
        missing,
        outage,
        0L,
        OLD);
  }

  private static Row trade(
      String run, String cell, long id, String pair, String reason, boolean ambiguous, double net) {
    Instant entry = Instant.parse("2024-03-01T10:00:00Z").plusSeconds(3600 * id);
    return row(
        run,
        cell,
        id,
        "binance",
        pair,
        1,
        entry,
        entry,
        100.0,
        entry.plusSeconds(14_400),
        101.0,
        reason,
        ambiguous,
        0,
        0,
        4,
        1.0,
        net + 0.3,
        Map.of("fee", 0.2, "slippage", 0.1),
        0.3,
        net,
        0.64,
        "m0");
  }

  private static Row row(Object... values) {
    return RowFactory.create(values);
  }

  private void write(Table table, Row... rows) {
    lake().append(table, spark.createDataFrame(Arrays.asList(rows), table.schema()));
  }

  private Lakehouse lake() {
    return new Lakehouse(spark, root.toString());
  }

  private JobContext context(String runId) {
    return new JobContext(
        new ReportJob(), lake(), config, new RunId(runId), START, Progress.SILENT);
  }

  private List<String> status() {
    return new StatusView().lines(LakeReader.open(root.toString()));
  }

  private JsonNode json(String runId) throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(root.resolve("reports/" + runId + "/report.json")));
  }
}
