package io.candlelake.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.transform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.candlelake.common.ExitCode;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.Job;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.jobs.features.FeaturesJob;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline through the program's front door. */
class EndToEndTest {
  private static final Path CANDLES =
      Path.of(System.getProperty("candlelake.root"))
          .resolve("../shared/data/candles_1h_binance_spot")
          .normalize();

  private static final Map<String, String> SIMULATED =
      Map.of(
          "ingest.simulated.pairs", "4",
          "ingest.simulated.to", "2023-11-01",
          "train.window-months", "4",
          "train.algorithm", "logistic-regression",
          "trust.lookahead-cuts", "1");

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
      "trust.lookahead-cuts=2",
      "--set",
      "signals.threshold=0.55"
    };
    String first = run(ExitCode.OK, cut);
    JsonNode report = report();

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
    assertThat(report().path("backtest").path("trades_hash").asText()).isEqualTo(trades);
    assertThat(rowCounts()).isEqualTo(rows);
  }

  @Test
  void theSimulatedMarketNeedsNothingAndSaysThatItIsSimulated() throws Exception {
    List<String> sparkJobs = LocalSpark.jobNamesOf(this::runOnSimulatedMarket);
    JsonNode report = report();
    assertThat(report.path("simulated").asBoolean()).isTrue();
    assertThat(report.path("trust").path("lookahead_mismatches").asLong()).isZero();
    String runId = report.path("run_id").asText();
    assertThat(Files.readString(lake.resolve("reports/" + runId + "/report.html")))
        .containsIgnoringCase("simulated");
    String stages = Jobs.PIPELINE.stream().map(Job::name).collect(Collectors.joining("|"));
    assertThat(sparkJobs).allMatch(name -> name.matches("(?s)(Delta: )*(run|" + stages + "): .+"));
    aPlantedLookaheadIsCaught();
  }

  private void runOnSimulatedMarket() {
    run(
        ExitCode.OK,
        "run",
        "--lake",
        lake.toString(),
        "--set",
        "ingest.simulated.pairs=4",
        "--set",
        "ingest.simulated.to=2023-11-01",
        "--set",
        "train.window-months=4",
        "--set",
        "train.algorithm=logistic-regression",
        "--set",
        "trust.lookahead-cuts=1");
  }

  /** Features scaled by the maximum of the whole sample: known only at its end. */
  private void aPlantedLookaheadIsCaught() {
    Config config = ConfigReader.read(Optional.empty(), SIMULATED);
    Lakehouse tables = new Lakehouse(LocalSpark.session(), lake.toString());
    Dataset<Row> candles = tables.read(Tables.CANDLES);
    LookaheadProof.Features leaky =
        (known, settings) -> scaledByMaximum(FeaturesJob.compute(known, settings));
    LookaheadProof.Stored stored =
        new LookaheadProof.Stored(
            leaky.compute(candles, config),
            tables.read(Tables.PREDICTIONS),
            tables.read(Tables.SIGNALS));
    Instant cut = Instant.parse("2023-08-15T00:00:00Z");
    LookaheadProof.Comparison features =
        LookaheadProof.prove(leaky, candles, stored, config, cut).get(0);
    assertThat(features.step()).isEqualTo("features");
    assertThat(features.mismatches()).isPositive();
  }

  private static Dataset<Row> scaledByMaximum(Dataset<Row> features) {
    Row maximum = features.agg(max(expr("abs(vector[0])"))).head();
    return features.withColumn(
        "vector",
        transform(col("vector"), value -> value.divide(lit(maximum.getFloat(0))))
            .cast("array<float>"));
  }

  private String run(ExitCode expected, String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    ExitCode exitCode = new Main(out, out, false, new SteppingClock()::next).run(arguments);
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(exitCode).as(text).isEqualTo(expected);
    return text;
  }

  private JsonNode report() throws Exception {
    String newest = Files.readString(lake.resolve("reports/latest")).strip();
    return new ObjectMapper().readTree(lake.resolve("reports/" + newest + "/report.json").toFile());
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

  /** A clock that moves a second each time it is read: two runs never share an id. */
  private static final class SteppingClock {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static long reads;

    Instant next() {
      reads++;
      return START.plusSeconds(reads);
    }
  }
}
