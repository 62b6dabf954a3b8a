package io.candlelake.jobs.validate;

import static java.util.Objects.requireNonNull;

/**
 * An assumption about candles, as a value.
 *
 * @param name as it stands in reasons, quality flags and {@code gold.check_results}
 * @param meaning when it is raised, in words
 * @param rule when it is raised
 */
record CandleCheck(String name, Severity severity, String meaning, Rule rule) {
  CandleCheck {
    requireNonNull(name, "name is null");
    requireNonNull(severity, "severity is null");
    requireNonNull(meaning, "meaning is null");
    requireNonNull(rule, "rule is null");
  }

  /** A condition on a received candle; what is not known raises nothing. */
  @FunctionalInterface
  interface Rule {
    boolean raised(Reviewed reviewed, Limits limits);

    /** A condition on what was received alone. */
    static Rule of(Alone alone) {
      return (reviewed, limits) -> alone.raised(reviewed.candle(), limits);
    }
  }

  /** A condition on a candle by itself. */
  @FunctionalInterface
  interface Alone {
    boolean raised(ReceivedCandle candle, Limits limits);
  }
}
