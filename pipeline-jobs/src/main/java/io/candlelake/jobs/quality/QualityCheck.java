package io.candlelake.jobs.quality;

import static java.util.Objects.requireNonNull;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A comparison of data with other data, as a value.
 *
 * @param name as it stands in {@code silver.quality_findings} and {@code quality.rules}
 * @param severity where no rule says otherwise
 * @param meaning when it is raised, in words
 */
record QualityCheck(String name, FindingSeverity severity, String meaning, Comparison comparison) {
  QualityCheck {
    requireNonNull(name, "name is null");
    requireNonNull(severity, "severity is null");
    requireNonNull(meaning, "meaning is null");
    requireNonNull(comparison, "comparison is null");
  }

  /**
   * Makes the rows that {@link Findings} counts: exchange, pair, interval, start, end (exclusive),
   * weight (things compared), raised (how many of them), badness, words.
   */
  @FunctionalInterface
  interface Comparison {
    Dataset<Row> of(Observed observed);
  }
}
