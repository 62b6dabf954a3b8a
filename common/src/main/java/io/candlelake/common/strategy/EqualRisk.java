package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** Loses the same part of the equity at each stop, before costs: risk ÷ stop distance. */
@Registered(name = "equal-risk", meaning = "lose the same fraction of equity at each stop")
public record EqualRisk(
    @Setting(
            value = "0.01",
            min = 1e-6,
            max = 1,
            unit = "fraction of equity",
            meaning = "lost at the stop, before costs")
        double risk,
    @Setting(value = "0.25", min = 0.0001, max = 1, unit = "fraction of equity", meaning = "cap")
        double maximum)
    implements PositionSize {
  @Override
  public double fraction(Entry entry) {
    return Double.isNaN(entry.stopReturn()) ? 0 : Math.min(maximum, risk / entry.stopReturn());
  }
}
