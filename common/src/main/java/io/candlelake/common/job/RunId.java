package io.candlelake.common.job;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.PipelineException;
import java.util.regex.Pattern;

/**
 * The name of a run, in tables and in the folder of its reports: 1 to 100 letters, digits, dots,
 * hyphens and underscores, the first a letter or a digit. Names do not order runs; {@code
 * gold.runs.started_at} does.
 */
public record RunId(String value) {
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  public RunId {
    requireNonNull(value, "value is null");
    if (!ALLOWED.matcher(value).matches()) {
      throw new IllegalArgumentException("not a run id: '" + value + "'");
    }
  }

  /**
   * The run id that a user gave.
   *
   * @throws PipelineException if it is not a run id
   */
  public static RunId parse(String text) {
    requireNonNull(text, "text is null");
    if (!ALLOWED.matcher(text).matches()) {
      throw PipelineException.userMistake(
          "Cannot name the run '" + text + "'",
          "a run id has 1 to 100 letters, digits, dots, hyphens and underscores and starts with a"
              + " letter or a digit",
          "Give another --run-id, such as daily-2025-01-31");
    }
    return new RunId(text);
  }

  @Override
  public String toString() {
    return value;
  }
}
