package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.Set;
import java.util.TreeSet;

/** Enters where a condition over candles and features is met; abstains where both sides' are. */
@Registered(name = "condition", meaning = "enter where a condition is met")
public record ConditionRule(
    @Setting(value = "''", meaning = "when to enter long, empty for never; see docs/strategies.md")
        String longWhen,
    @Setting(value = "''", meaning = "when to enter short, likewise") String shortWhen)
    implements SignalRule {
  public ConditionRule {
    if (longWhen.isBlank() && shortWhen.isBlank()) {
      throw new IllegalArgumentException("no condition, give long-when, short-when or both");
    }
    Conditions.check(longWhen);
    Conditions.check(shortWhen);
  }

  @Override
  public int[] sides(PairSeries series) {
    return Conditions.sides(series, longWhen, shortWhen);
  }

  @Override
  public Set<String> reads() {
    Set<String> names = new TreeSet<>(Conditions.reads(longWhen));
    names.addAll(Conditions.reads(shortWhen));
    return names;
  }
}
