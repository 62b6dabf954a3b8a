package io.candlelake.common;

import static java.util.Objects.requireNonNull;

/**
 * A mistake the user can mend, told in three parts: the problem, the reason with its values, the
 * remedy. It carries the exit code that the program ends with.
 */
public final class PipelineException extends RuntimeException {
  private final ExitCode exitCode;

  private PipelineException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = requireNonNull(exitCode, "exitCode is null");
  }

  /** A wrong argument, setting or missing input: exit code 2. */
  public static PipelineException userMistake(String problem, String reason, String remedy) {
    return new PipelineException(ExitCode.USER_MISTAKE, threeParts(problem, reason, remedy), null);
  }

  /** Data below the configured quality: exit code 3. */
  public static PipelineException dataRefused(String problem, String reason, String remedy) {
    return new PipelineException(ExitCode.DATA_REFUSED, threeParts(problem, reason, remedy), null);
  }

  /** The store or an exchange did not answer as it should: exit code 5, worth a retry. */
  public static PipelineException outsideWorld(
      String problem, String reason, String remedy, Throwable cause) {
    return new PipelineException(
        ExitCode.OUTSIDE_WORLD, threeParts(problem, reason, remedy), cause);
  }

  /** What the program exits with when this reaches {@code Main}. */
  public ExitCode exitCode() {
    return exitCode;
  }

  private static String threeParts(String problem, String reason, String remedy) {
    String end = reason.endsWith("?") || reason.endsWith(".") ? " " : ". ";
    return problem + ": " + reason + end + remedy + ".";
  }
}
