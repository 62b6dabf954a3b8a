package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** A condition at a candle's close ends the position at the next open. */
@Registered(name = "condition", meaning = "leave at the open after a candle that meets a condition")
public record ConditionExit(
    @Setting(
            value = "''",
            meaning = "when to leave a long position, empty for never; see docs/strategies.md")
        String longWhen,
    @Setting(value = "''", meaning = "when to leave a short position, likewise") String shortWhen)
    implements PositionExit {
  public ConditionExit {
    if (longWhen.isBlank() && shortWhen.isBlank()) {
      throw new IllegalArgumentException("no condition, give long-when, short-when or both");
    }
    Conditions.check(longWhen);
    Conditions.check(shortWhen);
  }

  /** For each candle whether a position of that side ends after it. */
  public boolean[] leaves(PairSeries series, int side) {
    return Conditions.met(series, side == 1 ? longWhen : shortWhen);
  }
}
