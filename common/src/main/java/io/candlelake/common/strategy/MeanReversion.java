package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** Long where the close lies a number of standard deviations below its mean, short above. */
@Registered(name = "mean-reversion", meaning = "enter against a close far from its mean")
public record MeanReversion(
    @Setting(value = "48", min = 2, max = 10000, unit = "bars", meaning = "of mean and deviation")
        int bars,
    @Setting(
            value = "2",
            min = 0.01,
            max = 100,
            unit = "standard deviations",
            meaning = "least distance from the mean")
        double deviations)
    implements SignalRule {
  @Override
  public int[] sides(PairSeries series) {
    String text = "close %s sma(close, %d) %s %s * stdev(close, %d)";
    return Conditions.sides(
        series,
        text.formatted("<", bars, "-", deviations, bars),
        text.formatted(">", bars, "+", deviations, bars));
  }
}
