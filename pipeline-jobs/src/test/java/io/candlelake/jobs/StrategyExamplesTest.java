package io.candlelake.jobs;

import static io.candlelake.jobs.Program.report;
import static io.candlelake.jobs.Program.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.ExitCode;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every strategy of {@code conf/strategies} runs as it stands, on a small simulated market. */
class StrategyExamplesTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static final List<String> WITH_MODEL =
      List.of("long-short-rank", "model-threshold-long", "moving-average-cross-with-model");

  @TempDir static Path lake;

  @BeforeAll
  static void oneSession() {
    LocalSpark.session();
  }

  private static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("conf/strategies"))) {
      return files.sorted().toList();
    }
  }

  private static String runExample(String command, Path config, String... more) {
    List<String> words =
        List.of(
            command,
            "--lake",
            lake.toString(),
            "--config",
            config.toString(),
            "--set",
            "ingest.simulated.pairs=5",
            "--set",
            "ingest.simulated.to=2023-09-01",
            "--set",
            "train.window-months=4",
            "--set",
            "train.test-months=1",
            "--set",
            "trust.lookahead-cuts=1");
    return run(ExitCode.OK, Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void everyExampleTradesAndLooksAtNothingLater() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/strategies.md"));
    List<Path> examples = examples();
    assertThat(examples).hasSize(6);
    for (Path example : examples) {
      String name = example.getFileName().toString().replace(".yaml", "");
      assertThat(page).contains("| `" + name + "` |");
      String printed = runExample("run", example);
      JsonNode report = report(lake);
      assertThat(report.path("trust").path("lookahead_mismatches").asLong()).as(name).isZero();
      assertThat(report.path("trust").path("lookahead_rows").asLong()).as(name).isPositive();
      assertThat(report.path("backtest").path("trades").asLong()).as(name).isPositive();
      boolean trained = printed.matches("(?s).*\\d+/\\d+ train .*");
      assertThat(trained).as(printed).isEqualTo(WITH_MODEL.contains(name));
    }
    aSweepOfOneOfThemCountsItsCellsAsTrials(examples.get(examples.size() - 1));
  }

  private void aSweepOfOneOfThemCountsItsCellsAsTrials(Path example) throws IOException {
    long before = trials();
    Path space =
        Files.writeString(
            lake.resolve("space.yaml"),
            "signals.exits.stop.distance: [1, 2]\nsignals.exits.trailing-stop.distance: [1, 2]\n");
    runExample("sweep", example, "--space", space.toString());
    // The cell of the example's own values was backtested by the run before.
    assertThat(trials()).isEqualTo(before + 3);
  }

  private static long trials() {
    return new Lakehouse(LocalSpark.session(), lake.toString())
        .read(Tables.STRATEGY_TRIALS)
        .count();
  }
}
