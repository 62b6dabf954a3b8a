package io.candlelake.jobs.backtest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.unsafe.types.UTF8String;

/** The signals of one pair in time. Times are microseconds since 1970 UTC. */
final class PairSignals {
  /**
   * An entry signal.
   *
   * @param decided close of the candle decided on
   * @param side 1 long, −1 short
   * @param probability NaN where no model said one
   * @param size fraction of equity
   * @param expectedVolatility over the holding, a fraction
   * @param stopReturn fraction of the entry price; NaN for no stop
   * @param targetReturn fraction of the entry price; NaN for no target
   * @param model null where it has none
   */
  record Entry(
      long decided,
      int side,
      double probability,
      double size,
      double expectedVolatility,
      double stopReturn,
      double targetReturn,
      int holdingBars,
      UTF8String model) {}

  private final List<Entry> entries = new ArrayList<>();
  private long[][] exits = {new long[16], new long[16]};
  private final int[] exitCount = new int[2];

  List<Entry> entries() {
    return entries;
  }

  /** Adds a signal to leave that side; they come in time. */
  void addExit(int side, long decided) {
    int i = side > 0 ? 1 : 0;
    if (exitCount[i] == exits[i].length) {
      exits[i] = Arrays.copyOf(exits[i], 2 * exits[i].length);
    }
    exits[i][exitCount[i]++] = decided;
  }

  /** When the first signal to leave the side after a time was decided; the greatest if never. */
  long firstExitAfter(int side, long time) {
    int i = side > 0 ? 1 : 0;
    int found = Arrays.binarySearch(exits[i], 0, exitCount[i], time + 1);
    int at = found >= 0 ? found : -found - 1;
    return at < exitCount[i] ? exits[i][at] : Long.MAX_VALUE;
  }
}
