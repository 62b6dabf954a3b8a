package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import io.candlelake.common.strategy.condition.Condition;
import java.util.Set;

/** Allows entries where a condition over candles and features is met. */
@Registered(name = "condition", meaning = "enter only where a condition is met")
public record ConditionFilter(
    @Setting(value = "volume > 0", meaning = "when to enter; see docs/strategies.md") String when)
    implements EntryFilter {
  public ConditionFilter {
    Condition.parse(when);
  }

  @Override
  public boolean[] allows(PairSeries series, int side) {
    return Conditions.met(series, when);
  }

  @Override
  public Set<String> reads() {
    return Conditions.reads(when);
  }
}
