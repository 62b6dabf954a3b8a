package io.candlelake.common.strategy;

import io.candlelake.common.strategy.condition.Condition;
import java.util.Set;
import java.util.TreeSet;

/** Conditions over a pair's series; an empty one is never met. */
final class Conditions {
  private Conditions() {}

  /** 1 where the one is met, −1 where the other is, 0 where neither or both are. */
  static int[] sides(PairSeries series, String above, String below) {
    boolean[] rise = met(series, above);
    boolean[] fall = met(series, below);
    int[] sides = new int[series.size()];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = (rise[i] ? 1 : 0) - (fall[i] ? 1 : 0);
    }
    return sides;
  }

  /** Where it is known to be met. */
  static boolean[] met(PairSeries series, String condition) {
    return condition.isBlank()
        ? new boolean[series.size()]
        : Condition.parse(condition).evaluate(series.size(), series::values);
  }

  /** The names that it reads, other than those of candles. */
  static Set<String> reads(String condition) {
    Set<String> names = new TreeSet<>();
    if (!condition.isBlank()) {
      names.addAll(Condition.parse(condition).names());
      names.removeAll(PairSeries.OF_CANDLES);
    }
    return names;
  }

  /**
   * Refuses a text that is no condition.
   *
   * @throws IllegalArgumentException with the place of the mistake
   */
  static void check(String condition) {
    if (!condition.isBlank()) {
      Condition.parse(condition);
    }
  }
}
