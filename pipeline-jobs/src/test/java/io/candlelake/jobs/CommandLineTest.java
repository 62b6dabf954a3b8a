package io.candlelake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.ExitCode;
import io.candlelake.common.PipelineException;
import io.candlelake.common.job.Command;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  private static final Map<String, List<Command>> JOBS =
      Jobs.with(InstantSource.system()).byCommand();

  @Test
  void optionsBecomeConfigurationKeys() {
    CommandLine.Request request =
        CommandLine.parse(
            new String[] {
              "features",
              "--from",
              "2024-01-01",
              "--pairs",
              "BTC-USDT,ETH-USDT",
              "--lake",
              "it's here",
              "--set",
              "signals.volatility-bars=0.64",
              "--config",
              "c.yaml",
              "--run-id",
              "x"
            },
            JOBS);
    assertThat(request.job()).isEqualTo("features");
    assertThat(request.config()).contains(Path.of("c.yaml"));
    assertThat(request.runId()).contains(new io.candlelake.common.job.RunId("x"));
    assertThat(request.overrides())
        .containsEntry("run.from", "'2024-01-01'")
        .containsEntry("run.pairs", "[BTC-USDT,ETH-USDT]")
        .containsEntry("run.lake", "'it''s here'")
        .containsEntry("signals.volatility-bars", "0.64");
  }

  @Test
  void anUnknownJobIsToldTheNearest() {
    assertThatThrownBy(() -> CommandLine.parse(new String[] {"featurs"}, JOBS))
        .isInstanceOf(PipelineException.class)
        .hasMessageStartingWith(
            "Cannot run 'featurs': no such job, did you mean features? The jobs are run, ingest");
  }

  @Test
  void anUnknownOptionIsToldTheNearest() {
    assertThatThrownBy(() -> CommandLine.parse(new String[] {"run", "--intervall", "1h"}, JOBS))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("unknown option --intervall, did you mean --interval?")
        .hasMessageEndingWith("./candlelake run --help shows every option.");
  }

  @Test
  void aRunTakesSomeOfItsStages() {
    CommandLine.Request some =
        CommandLine.parse(new String[] {"run", "--stages", "labels,features,labels"}, JOBS);
    assertThat(some.stages()).containsExactlyInAnyOrder("features", "labels");
    assertThat(CommandLine.parse(new String[] {"run"}, JOBS).stages()).isEmpty();
    assertThatThrownBy(
            () -> CommandLine.parse(new String[] {"run", "--stages", "labels,featurs"}, JOBS))
        .hasMessageContaining("--stages: there is no stage 'featurs', did you mean features?");
    assertThatThrownBy(() -> CommandLine.parse(new String[] {"run", "--stages", ""}, JOBS))
        .hasMessageContaining("--stages: there is no stage ''");
    assertThatThrownBy(() -> CommandLine.parse(new String[] {"labels", "--stages", "x"}, JOBS))
        .hasMessageContaining("it takes no --stages");
  }

  @Test
  void everyJobHasHelpWithTheSharedOptions() {
    for (String job : JOBS.keySet()) {
      String help = CommandLine.parse(new String[] {job, "--help"}, JOBS).help().orElseThrow();
      assertThat(help)
          .contains("--config", "--set", "--from", "--to", "--pairs", "--interval", "--lake");
    }
  }

  @Test
  void mistakesEndWithExitCodeTwoBeforeSparkStarts(@TempDir Path folder) throws Exception {
    assertThat(run("run", "--bogus")).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(run("run", "--config", folder.resolve("none.yaml").toString()))
        .isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(run("run", "--set", "validate.min-validty=1")).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(run("run", "--interval", "7h")).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(run("run", "--source", "files", "--path", folder.resolve("none").toString()))
        .isEqualTo(ExitCode.USER_MISTAKE);
    Path file = Files.writeString(folder.resolve("lake"), "a file, not a folder");
    assertThat(run("run", "--lake", file.toString())).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(run("--help")).isEqualTo(ExitCode.OK);
  }

  private static ExitCode run(String... arguments) {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return new Main(nowhere, nowhere, false, () -> Instant.parse("2025-01-01T00:00:00Z"))
        .run(arguments);
  }
}
