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
import io.candlelake.common.ExitCode;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.jobs.features.FeaturesJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
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
          "train.algorithm", "logistic-regression",
          "train.parameters", "{iterations: 10}",
          "trust.lookahead-cuts", "1");

  @TempDir Path lake;

  @BeforeAll
  static void oneSession() {
    LocalSpark.session();
  }

  @Test
  void theSimulatedMarketNeedsNothingAndSaysThatItIsSimulated() throws Exception {
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
        "train.parameters={iterations: 10}",
        "--set",
        "trust.lookahead-cuts=1");
    JsonNode report = report(lake);
    assertThat(report.path("simulated").asBoolean()).isTrue();
    assertThat(report.path("trust").path("lookahead_mismatches").asLong()).isZero();
    String runId = report.path("run_id").asText();
    assertThat(Files.readString(lake.resolve("reports/" + runId + "/report.html")))
        .containsIgnoringCase("simulated");
    aPlantedLookaheadIsCaught();
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
}
