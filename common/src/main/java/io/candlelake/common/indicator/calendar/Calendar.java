package io.candlelake.common.indicator.calendar;

import static io.candlelake.common.indicator.math.Kernels.rows;

/** Times of a cycle as points on a circle. */
final class Calendar {
  private Calendar() {}

  /** Sine and cosine of the part of the cycle gone, the epoch being {@code offset} into one. */
  static double[][] circle(long[] times, long cycle, long offset) {
    double[] angle =
        rows(times.length, 0, i -> 2 * Math.PI * Math.floorMod(times[i] + offset, cycle) / cycle);
    return new double[][] {
      rows(times.length, 0, i -> Math.sin(angle[i])), rows(times.length, 0, i -> Math.cos(angle[i]))
    };
  }
}
