package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.Set;

/**
 * Long the highest and short the lowest pairs of an exchange at one time, by a feature or the
 * probability; equal values in the order of the pairs' names.
 */
@Registered(
    name = "rank",
    meaning = "enter the pairs with the highest and the lowest values at a time")
public record RankRule(
    @Setting(value = "probability", meaning = "what ranks the pairs: probability or a feature")
        String by,
    @Setting(value = "1", min = 0, max = 1000, unit = "pairs", meaning = "to enter long")
        int longPairs,
    @Setting(value = "1", min = 0, max = 1000, unit = "pairs", meaning = "to enter short")
        int shortPairs)
    implements SignalRule {
  @Override
  public int[] sides(PairSeries series) {
    double[] fromAbove = series.values(PairSeries.rank(by));
    double[] fromBelow = series.values(PairSeries.rankFromBelow(by));
    int[] sides = new int[series.size()];
    for (int i = 0; i < sides.length; i++) {
      boolean high = fromAbove[i] <= longPairs;
      boolean low = fromBelow[i] <= shortPairs;
      // With few pairs one may be among the highest and the lowest: then it is neither.
      sides[i] = high == low ? 0 : high ? 1 : -1;
    }
    return sides;
  }

  @Override
  public Set<String> reads() {
    return Set.of(PairSeries.rank(by), PairSeries.rankFromBelow(by));
  }
}
