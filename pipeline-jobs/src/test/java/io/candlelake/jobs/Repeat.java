package io.candlelake.jobs;

import io.candlelake.common.ExitCode;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * A command several times in one JVM, for {@code benchmarks/run}: what it takes when everything is
 * loaded and compiled. The arguments are a number and the command's.
 */
@SuppressWarnings("checkstyle:regexpsinglelinejava")
public final class Repeat {
  private Repeat() {}

  public static void main(String[] arguments) {
    String[] command = Arrays.copyOfRange(arguments, 1, arguments.length);
    Main main = new Main(System.out, System.err, false, InstantSource.system());
    ExitCode exitCode = ExitCode.OK;
    for (int i = 0; i < Integer.parseInt(arguments[0]) && exitCode == ExitCode.OK; i++) {
      exitCode = main.run(command);
    }
    System.exit(exitCode.code());
  }
}
