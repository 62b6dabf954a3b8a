package io.candlelake.common.label;

import io.candlelake.common.kernel.Bars;

/** Which candles follow one another on the grid. */
final class Path {
  private Path() {}

  /** Whether a decision at the close of {@code t} can be filled at the next open. */
  static boolean entryAt(Bars bars, int t) {
    return !bars.filled()[t]
        && t + 1 < bars.size()
        && !bars.filled()[t + 1]
        && unbroken(bars, t, t + 1);
  }

  /** Whether no candle is missing from {@code from} to {@code to}. */
  static boolean unbroken(Bars bars, int from, int to) {
    long step = bars.closeTime()[from] - bars.openTime()[from];
    return bars.openTime()[to] - bars.openTime()[from] == step * (to - from);
  }
}
