package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.HashMap;
import java.util.Map;

/** A pair rests after each exit. */
@Registered(name = "cool-down", meaning = "do not enter a pair for so long after its last exit")
public record CoolDown(
    @Setting(value = "4", min = 1, max = 100000, unit = "bars", meaning = "after an exit") int bars)
    implements Protection {
  @Override
  public Guard guard(long barMicros) {
    return new Guard() {
      private final Map<String, Long> until = new HashMap<>();

      @Override
      public void ended(EndedTrade trade) {
        until.put(trade.pair(), trade.exitTimeMicros() + bars * barMicros);
      }

      @Override
      public boolean blocks(String pair, long timeMicros) {
        return timeMicros < until.getOrDefault(pair, Long.MIN_VALUE);
      }
    };
  }
}
