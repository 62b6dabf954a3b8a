package io.candlelake.common.label;

import io.candlelake.common.kernel.Bars;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How little a label shares its candles with other labels of the pair: the mean, over the candles
 * of the label, of 1 ÷ (decisions alive in that candle) (López de Prado 2018, chapter 4).
 *
 * <p>A decision is alive in a candle from its entry until it is answered or a missing candle breaks
 * it. Whether it is alive is known at that candle's close, also while its answer is not; so later
 * candles never change the uniqueness of a label already known.
 */
final class Uniqueness {
  private Uniqueness() {}

  /** By candle decided on; NaN where there is no outcome. */
  static double[] of(Bars bars, List<Optional<Outcome>> outcomes, int horizonBars) {
    int[] alive = alive(bars, outcomes, horizonBars);
    double[] uniqueness = new double[bars.size()];
    Arrays.fill(uniqueness, Double.NaN);
    for (int t = 0; t < bars.size(); t++) {
      if (outcomes.get(t).isPresent()) {
        int end = outcomes.get(t).get().lastBar();
        double sum = 0;
        for (int i = t + 1; i <= end; i++) {
          sum += 1.0 / alive[i];
        }
        uniqueness[t] = sum / (end - t);
      }
    }
    return uniqueness;
  }

  private static int[] alive(Bars bars, List<Optional<Outcome>> outcomes, int horizonBars) {
    int[] change = new int[bars.size() + 1];
    for (int t = 0; t < bars.size(); t++) {
      if (Path.entryAt(bars, t)) {
        int until = t + horizonBars;
        int end = outcomes.get(t).map(Outcome::lastBar).orElse(lastUnbroken(bars, t, until));
        change[t + 1]++;
        change[end + 1]--;
      }
    }
    int[] alive = new int[bars.size()];
    int count = 0;
    for (int i = 0; i < alive.length; i++) {
      count += change[i];
      alive[i] = count;
    }
    return alive;
  }

  private static int lastUnbroken(Bars bars, int t, int until) {
    int i = t + 1;
    while (i < until && i + 1 < bars.size() && Path.unbroken(bars, t, i + 1)) {
      i++;
    }
    return i;
  }
}
