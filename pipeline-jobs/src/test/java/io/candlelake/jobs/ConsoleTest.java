package io.candlelake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.job.Job;
import io.candlelake.jobs.ingest.IngestJob;
import io.candlelake.jobs.train.TrainJob;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private Instant now = Instant.parse("2025-01-01T00:00:00Z");
  private final Job ingest = new IngestJob(() -> now);
  private final Job train = new TrainJob();

  @Test
  void withoutATerminalEachFinishedStageIsOnePlainLine() {
    Console.Stages stages = console(false).stages(List.of(ingest, train));
    Console.Stage ingesting = stages.start(ingest);
    ingesting.at(1, 2, "files");
    ingesting.finish(1.5, 1234, "ok", List.of("The candles are simulated"));
    stages.start(train).finish(10, 0, "failed", List.of());
    assertThat(text())
        .isEqualTo(
            " 1/2 ingest         1.5 s         1,234 rows  ok\n"
                + "      The candles are simulated\n"
                + " 2/2 train         10.0 s             0 rows  failed\n");
  }

  @Test
  void onATerminalTheLineShowsUnitsDoneAndTimeLeft() {
    Console.Stages stages = console(true).stages(List.of(ingest, train));
    stages.start(ingest).finish(5, 10, "ok", List.of());
    Console.Stage training = stages.start(train);
    now = now.plusSeconds(30);
    training.at(5, 10, "models");
    assertThat(text()).contains("2/2 train", "[###########.........] 30 s", "5 of 10 models");
    assertThat(text()).contains("about 23 s left");
  }

  @Test
  void stagesAtTheSameTimeShareTheLineAndAreCountedAsTheyEnd() {
    Console.Stages stages = console(true).stages(List.of(ingest, train));
    Console.Stage ingesting = stages.start(ingest);
    Console.Stage training = stages.start(train);
    now = now.plusSeconds(30);
    training.at(5, 10, "models");
    assertThat(text()).contains("1/2 ingest, train [##", "] 30 s", "5 of 10 models");
    training.finish(31, 1, "ok", List.of());
    ingesting.finish(32, 2, "ok", List.of());
    assertThat(text())
        .contains(
            " 1/2 train         31.0 s             1 rows  ok\n"
                + " 2/2 ingest        32.0 s             2 rows  ok\n");
  }

  private Console console(boolean terminal) {
    return new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, () -> now);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
