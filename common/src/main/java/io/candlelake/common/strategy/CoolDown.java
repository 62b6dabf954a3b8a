package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** A pair rests after each exit. */
@Registered(
    name = "cool-down",
    meaning = "do not enter a pair for a number of bars after its last exit")
public record CoolDown(
    @Setting(value = "4", min = 1, max = 100000, unit = "bars", meaning = "after an exit") int bars)
    implements Protection {
  @Override
  public Guard guard(long barMicros) {
    return new PausingGuard() {
      @Override
      public void ended(EndedTrade trade) {
        pause(trade.pair(), trade.exitTimeMicros() + bars * barMicros);
      }
    };
  }
}
