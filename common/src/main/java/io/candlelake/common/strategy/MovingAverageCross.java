package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** Long when the fast exponential mean of closes crosses above the slow one, short when below. */
@Registered(
    name = "moving-average-cross",
    meaning = "enter when a fast moving average crosses a slow one, on its side")
public record MovingAverageCross(
    @Setting(value = "12", min = 1, max = 10000, unit = "bars", meaning = "fast average") int fast,
    @Setting(value = "48", min = 2, max = 10000, unit = "bars", meaning = "slow average") int slow)
    implements SignalRule {
  public MovingAverageCross {
    if (fast >= slow) {
      throw new IllegalArgumentException(
          "fast " + fast + " is not below slow " + slow + ", exchange or change them");
    }
  }

  @Override
  public int[] sides(PairSeries series) {
    String text = "ema(close, %d) crosses %s ema(close, %d)";
    return Conditions.sides(
        series, text.formatted(fast, "above", slow), text.formatted(fast, "below", slow));
  }
}
