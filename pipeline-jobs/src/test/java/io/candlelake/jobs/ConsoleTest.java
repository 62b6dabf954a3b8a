package io.candlelake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void withoutATerminalEachFinishedStageIsOnePlainLine() {
    Console.Stages stages =
        console(false).stages(List.of(new IngestJob(() -> now), new TrainJob()));
    stages.start("ingest");
    stages.at(1, 2, "files");
    stages.finish(1.5, 1234, "ok");
    stages.start("train");
    stages.finish(10, 0, "failed");
    assertThat(text())
        .isEqualTo(
            " 1/2 ingest         1.5 s         1,234 rows  ok\n"
                + " 2/2 train         10.0 s             0 rows  failed\n");
  }

  @Test
  void onATerminalTheLineShowsUnitsDoneAndTimeLeft() {
    Console.Stages stages = console(true).stages(List.of(new IngestJob(() -> now), new TrainJob()));
    stages.start("ingest");
    stages.finish(5, 10, "ok");
    stages.start("train");
    now = now.plusSeconds(30);
    stages.at(5, 10, "models");
    assertThat(text()).contains("2/2 train", "[###########.........] 30 s", "5 of 10 models");
    assertThat(text()).contains("about 23 s left");
  }

  private Console console(boolean terminal) {
    return new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, () -> now);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
