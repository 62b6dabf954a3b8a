package io.candlelake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.candlelake.common.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The program, run in this JVM as from the command line. */
final class Program {
  private Program() {}

  /** Runs it; returns what it printed. */
  static String run(ExitCode expected, String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    ExitCode exitCode = new Main(out, out, false, new SteppingClock()::next).run(arguments);
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(exitCode).as(text).isEqualTo(expected);
    return text;
  }

  /** The newest report of a lake. */
  static JsonNode report(Path lake) throws IOException {
    String newest = Files.readString(lake.resolve("reports/latest")).strip();
    return new ObjectMapper().readTree(lake.resolve("reports/" + newest + "/report.json").toFile());
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
