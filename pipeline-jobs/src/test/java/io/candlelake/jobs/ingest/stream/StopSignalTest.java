package io.candlelake.jobs.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class StopSignalTest {
  @Test
  void sigtermAsksTheStreamToEndAndLeavesTheProcessAlive()
      throws IOException, InterruptedException {
    StopSignal stop = new StopSignal().onSignals();
    assertThat(stop.asked(0)).isFalse();
    String pid = Long.toString(ProcessHandle.current().pid());
    assertThat(new ProcessBuilder("kill", "-TERM", pid).start().waitFor()).isZero();
    assertThat(stop.asked(10_000)).isTrue();
  }
}
