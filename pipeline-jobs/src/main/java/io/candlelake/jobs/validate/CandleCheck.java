package io.candlelake.jobs.validate;

import static java.util.Objects.requireNonNull;

import org.apache.spark.sql.Column;

/**
 * An assumption about candles, as a value.
 *
 * @param name as it stands in reasons, quality flags and {@code gold.check_results}
 * @param meaning when it is raised, in words
 * @param rule when it is raised, over the columns of {@link Review}
 */
record CandleCheck(String name, Severity severity, String meaning, Rule rule) {
  CandleCheck {
    requireNonNull(name, "name is null");
    requireNonNull(severity, "severity is null");
    requireNonNull(meaning, "meaning is null");
    requireNonNull(rule, "rule is null");
  }

  /** A condition over the columns of a candle; unknown counts as not raised. */
  @FunctionalInterface
  interface Rule {
    Column raised(Limits limits);
  }
}
