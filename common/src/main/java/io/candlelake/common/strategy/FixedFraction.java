package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** The same part of the equity for every position. */
@Registered(name = "fixed-fraction", meaning = "the same fraction of equity for every position")
public record FixedFraction(
    @Setting(
            value = "0.125",
            min = 0.0001,
            max = 1,
            unit = "fraction of equity",
            meaning = "size of a position")
        double fraction)
    implements PositionSize {
  @Override
  public double fraction(Entry entry) {
    return fraction;
  }
}
