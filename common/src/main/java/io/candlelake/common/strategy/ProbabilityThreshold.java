package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.Set;

/**
 * Long iff p ≥ τ, short iff 1 − p ≥ τ, p the calibrated probability of a rise and τ the threshold;
 * abstains in between and where p is unknown. At τ = ½ a tie goes long. With a release below τ, a
 * side that signalled is silent until its probability has been below the release.
 */
@Registered(
    name = "probability-threshold",
    meaning = "enter the side whose calibrated probability reaches the threshold")
public record ProbabilityThreshold(
    @Setting(
            value = "0.62",
            min = 0.5,
            max = 1,
            unit = "probability",
            meaning = "calibrated probability from which a signal is emitted, fixed in advance")
        double threshold,
    @Setting(
            value = "1",
            min = 0,
            max = 1,
            unit = "probability",
            meaning =
                "after a signal its side is silent until its probability has been below this; at"
                    + " 1 it never is")
        double release)
    implements SignalRule {
  @Override
  public int[] sides(PairSeries series) {
    double[] rise = series.values(PairSeries.PROBABILITY);
    int[] sides = new int[series.size()];
    boolean longReady = true;
    boolean shortReady = true;
    for (int i = 0; i < sides.length; i++) {
      longReady |= rise[i] < release || release == 1;
      shortReady |= 1 - rise[i] < release || release == 1;
      if (rise[i] >= threshold) {
        sides[i] = longReady ? 1 : 0;
        longReady = false;
      } else if (1 - rise[i] >= threshold) {
        sides[i] = shortReady ? -1 : 0;
        shortReady = false;
      }
    }
    return sides;
  }

  @Override
  public Set<String> reads() {
    return Set.of(PairSeries.PROBABILITY);
  }
}
