package io.candlelake.jobs.evaluate;

/** Picks spans that do not overlap, so that no stretch of the market counts twice. */
final class NonOverlapping {
  private NonOverlapping() {}

  /**
   * Greedy: the first span is kept, then each next one that starts at or after the end of the last
   * kept.
   *
   * @param start of the spans, ascending
   * @param end of the same spans, exclusive
   */
  static boolean[] kept(long[] start, long[] end) {
    if (start.length != end.length) {
      throw new IllegalArgumentException("arrays of different lengths");
    }
    boolean[] kept = new boolean[start.length];
    long free = Long.MIN_VALUE;
    for (int i = 0; i < start.length; i++) {
      if (i > 0 && start[i] < start[i - 1]) {
        throw new IllegalArgumentException("start not ascending at " + i + ": " + start[i]);
      }
      if (start[i] >= free) {
        kept[i] = true;
        free = end[i];
      }
    }
    return kept;
  }
}
