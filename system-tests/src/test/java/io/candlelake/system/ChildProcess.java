package io.candlelake.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program started by a test, its output in a file.
 *
 * @param process the running program
 * @param log what it printed so far, both streams
 */
record ChildProcess(Process process, Path log) implements AutoCloseable {
  /** JVM options. Optimising code costs more than it brings in a minute. */
  static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m";

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration LOOK = Duration.ofMillis(100);

  /** The folder of the checkout. */
  static Path root() {
    return Path.of(System.getProperty("candlelake.root"));
  }

  /** Starts the program in the checkout's folder. */
  static ChildProcess start(Path log, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(root().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    try {
      return new ChildProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end; the exit code. A program that outlasts ten minutes is ended and fails. */
  int exitCode() {
    try {
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        close();
        throw new IllegalStateException("did not end within " + LONGEST + ":\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Waits until it has printed what the pattern finds; the match. A program that ends before, or
   * prints nothing of it for so long, fails.
   */
  Matcher await(Pattern pattern) {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      boolean ended = !process.isAlive();
      Matcher matcher = pattern.matcher(output());
      if (matcher.find()) {
        return matcher;
      }
      if (ended || System.nanoTime() > deadline) {
        throw new IllegalStateException("printed no '" + pattern + "':\n" + output());
      }
      waitForEnd(LOOK);
    }
  }

  /** Waits until it has ended, for so long at most. */
  void waitForEnd(Duration atMost) {
    try {
      process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** What it printed so far. */
  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it and whatever it started. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
