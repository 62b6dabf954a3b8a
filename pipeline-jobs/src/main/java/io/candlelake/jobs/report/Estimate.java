package io.candlelake.jobs.report;

/**
 * A measured figure with the ends of its 95% interval.
 *
 * @param rows rows it was measured on
 */
record Estimate(Figure value, Figure low, Figure high, long rows) {
  static Estimate unknown(String reason) {
    Figure none = Figure.unknown(reason);
    return new Estimate(none, none, none, 0);
  }
}
