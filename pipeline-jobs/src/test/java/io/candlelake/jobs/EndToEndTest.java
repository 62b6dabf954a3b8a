package io.candlelake.jobs;

import static io.candlelake.jobs.Program.report;
import static io.candlelake.jobs.Program.run;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.transform;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.candlelake.common.ExitCode;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.FeatureInputs;
import io.candlelake.common.job.Job;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.jobs.features.FeaturesJob;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline through the program's front door, on the simulated market. */
class EndToEndTest {
  private static final Map<String, String> SIMULATED =
      Map.of(
          "ingest.simulated.pairs", "4",
          "ingest.simulated.to", "2023-11-01",
          "train.window-months", "4",
          "train.model", "{logistic-regression: {iterations: 10}}",
          "trust.lookahead-cuts", "1");

  @TempDir Path lake;

  @BeforeAll
  static void oneSession() {
    LocalSpark.session();
  }

  @Test
  void theSimulatedMarketNeedsNothingAndSaysThatItIsSimulated() throws Exception {
    List<String> sparkJobs = LocalSpark.jobNamesOf(this::runOnSimulatedMarket);
    JsonNode report = report(lake);
    assertThat(report.path("simulated").asBoolean()).isTrue();
    assertThat(report.path("trust").path("lookahead_mismatches").asLong()).isZero();
    String runId = report.path("run_id").asText();
    assertThat(Files.readString(lake.resolve("reports/" + runId + "/report.html")))
        .containsIgnoringCase("simulated");
    String stages =
        Jobs.with(InstantSource.system()).pipeline().stream()
            .map(Job::name)
            .collect(Collectors.joining("|"));
    assertThat(sparkJobs).allMatch(name -> name.matches("(?s)(Delta: )*(run|" + stages + "): .+"));
    everyJobReadWhatItDeclaresAndNothingElse();
    theStoredConfigurationAndTheLineToRunAgainAreThisRuns(report);
    aPlantedLookaheadIsCaught();
    booksAndTradesStandTheProofAndABookOfAfterTheCloseDoesNot();
  }

  /**
   * Of what ingest declares, each source reads a part; features counts only what is made of books,
   * and the default's rules read no feature.
   */
  private void everyJobReadWhatItDeclaresAndNothingElse() throws Exception {
    Map<String, Set<String>> read = new TreeMap<>();
    for (Row row :
        new Lakehouse(LocalSpark.session(), lake.toString())
            .read(Tables.JOB_RUNS)
            .collectAsList()) {
      Set<String> tables = new TreeSet<>();
      new ObjectMapper()
          .readTree(row.<String>getAs("tables_read"))
          .fieldNames()
          .forEachRemaining(tables::add);
      read.put(row.getAs("job"), tables);
    }
    for (Job job : Jobs.with(InstantSource.system()).pipeline()) {
      Set<String> declared =
          job.reads().stream().map(Table::qualifiedName).collect(Collectors.toSet());
      if (job.name().equals("ingest")) {
        assertThat(declared).containsAll(read.get("ingest"));
      } else if (job.name().equals("features") || job.name().equals("signals")) {
        declared.remove("gold.features");
        assertThat(read.get(job.name())).as(job.name()).isEqualTo(declared);
      } else {
        assertThat(read.get(job.name())).as(job.name()).isEqualTo(declared);
      }
    }
  }

  private void theStoredConfigurationAndTheLineToRunAgainAreThisRuns(JsonNode report)
      throws Exception {
    Row run =
        new Lakehouse(LocalSpark.session(), lake.toString())
            .read(Tables.RUNS)
            .where("run_id = '" + report.path("run_id").asText() + "'")
            .head();
    Path file = Files.writeString(lake.resolve("stored.yaml"), run.<String>getAs("config"));
    Config stored = ConfigReader.read(Optional.of(file), Map.of());
    assertThat(stored.hash()).isEqualTo(run.<String>getAs("config_hash"));

    String line = report.path("command").asText();
    assertThat(line).startsWith("./candlelake run --lake ");
    Process shell =
        new ProcessBuilder(
                "sh", "-c", "for word in " + line + "; do printf '%s\\n' \"$word\"; done")
            .start();
    String[] words =
        new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .strip()
            .split("\n", -1);
    CommandLine.Request again =
        CommandLine.parse(
            Arrays.copyOfRange(words, 1, words.length),
            Jobs.with(InstantSource.system()).byCommand());
    assertThat(ConfigReader.read(again.config(), again.overrides())).isEqualTo(stored);
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
        "train.model={logistic-regression: {iterations: 10}}",
        "--set",
        "trust.lookahead-cuts=1");
  }

  /** Features scaled by the maximum of the whole sample: known only at its end. */
  private void aPlantedLookaheadIsCaught() {
    Config config = ConfigReader.read(Optional.empty(), SIMULATED);
    Lakehouse tables = new Lakehouse(LocalSpark.session(), lake.toString());
    FeatureInputs inputs =
        new FeatureInputs(
            tables.read(Tables.CANDLES),
            tables.read(Tables.ORDER_BOOKS),
            tables.read(Tables.MARKET_TRADES));
    LookaheadProof.Features leaky =
        (known, settings, range) -> scaledByMaximum(FeaturesJob.compute(known, settings, range));
    assertThat(proofOfFeatures(leaky, inputs, config).mismatches()).isPositive();
  }

  private void booksAndTradesStandTheProofAndABookOfAfterTheCloseDoesNot() {
    Map<String, String> settings = new TreeMap<>(SIMULATED);
    settings.put("run.pairs", "[BTC-USDT]");
    settings.put("features.indicators", "[{return: {period: [1, 24]}}, order_book, trade_flow]");
    Config config = ConfigReader.read(Optional.empty(), settings);
    Dataset<Row> candles =
        new Lakehouse(LocalSpark.session(), lake.toString()).read(Tables.CANDLES);
    FeatureInputs inputs = new FeatureInputs(candles, books(candles), trades(candles));
    LookaheadProof.Comparison honest = proofOfFeatures(FeaturesJob::compute, inputs, config);
    assertThat(honest.rows()).isPositive();
    assertThat(honest.mismatches()).isZero();

    LookaheadProof.Features peeking =
        (known, asked, range) ->
            FeaturesJob.compute(
                new FeatureInputs(
                    known.candles(),
                    known.books().withColumn("time", expr("time - INTERVAL 30 SECONDS")),
                    known.trades()),
                asked,
                range);
    assertThat(proofOfFeatures(peeking, inputs, config).mismatches()).isPositive();
  }

  private LookaheadProof.Comparison proofOfFeatures(
      LookaheadProof.Features maker, FeatureInputs inputs, Config config) {
    Lakehouse tables = new Lakehouse(LocalSpark.session(), lake.toString());
    LookaheadProof.Stored stored =
        new LookaheadProof.Stored(
            maker.compute(inputs, config, TimeRange.ALL),
            tables.read(Tables.PREDICTIONS),
            tables.read(Tables.SIGNALS));
    Instant cut = Instant.parse("2023-08-15T00:00:00Z");
    LookaheadProof.Comparison features =
        LookaheadProof.prove(maker, inputs, stored, config, cut).get(0);
    assertThat(features.step()).isEqualTo("features");
    return features;
  }

  /** Two books a candle, one soon after its open and one soon before its close. */
  private static Dataset<Row> books(Dataset<Row> candles) {
    return candles
        .selectExpr(
            "exchange",
            "pair",
            "double(close) mid",
            "explode(array(open_time + INTERVAL 5 SECONDS, close_time - INTERVAL 20 SECONDS)) time")
        .selectExpr("*", "double(1 + pmod(hash(pair, time), 7)) amount")
        .selectExpr(
            "exchange",
            "pair",
            "time",
            "mid * 0.999 best_bid",
            "amount best_bid_amount",
            "mid * 1.001 best_ask",
            "2D best_ask_amount",
            "(amount - 2) / (amount + 2) imbalance",
            "mid micro_price",
            "'tardis-books' source",
            "time fetched_at");
  }

  /** Two trades a candle that make up its volume. */
  private static Dataset<Row> trades(Dataset<Row> candles) {
    return candles.selectExpr(
        "exchange",
        "pair",
        "open_time + INTERVAL 7 SECONDS time",
        "close price",
        "explode(array(volume * 0.25 + 1, volume * 0.75 + 1)) amount",
        "if(hash(pair, open_time) > 0, 'buy', 'sell') taker_side",
        "'tardis-trades' source",
        "open_time fetched_at");
  }

  private static Dataset<Row> scaledByMaximum(Dataset<Row> features) {
    Row maximum = features.agg(max(expr("abs(vector[0])"))).head();
    return features.withColumn(
        "vector",
        transform(col("vector"), value -> value.divide(lit(maximum.getFloat(0))))
            .cast("array<float>"));
  }
}
