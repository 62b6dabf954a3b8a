package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** Long at a close above the highest high of the candles before, short below their lowest low. */
@Registered(name = "breakout", meaning = "enter at a close beyond the range of the candles before")
public record Breakout(
    @Setting(value = "48", min = 1, max = 10000, unit = "bars", meaning = "of the range") int bars)
    implements SignalRule {
  @Override
  public int[] sides(PairSeries series) {
    return Conditions.sides(
        series,
        "close > highest(high, %d)[1]".formatted(bars),
        "close < lowest(low, %d)[1]".formatted(bars));
  }
}
