package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.HashMap;
import java.util.Map;

/** A pair that earns too little rests. */
@Registered(
    name = "low-profit-guard",
    meaning = "pause a pair whose recent trades earned less than a minimum")
public record LowProfitGuard(
    @Setting(value = "4", min = 1, max = 10000, unit = "trades", meaning = "fewest that are judged")
        int trades,
    @Setting(
            value = "0",
            min = -1,
            max = 100,
            unit = "sum of net returns",
            meaning = "less than this pauses the pair")
        double profit,
    @Setting(
            value = "168",
            min = 1,
            max = 1000000,
            unit = "bars",
            meaning = "within which they ended")
        int lookbackBars,
    @Setting(value = "48", min = 1, max = 100000, unit = "bars", meaning = "pause after the last")
        int pauseBars)
    implements Protection {
  @Override
  public Guard guard(long barMicros) {
    return new PausingGuard() {
      private final Map<String, RecentValues> returns = new HashMap<>();

      @Override
      public void ended(EndedTrade trade) {
        RecentValues recent =
            returns.computeIfAbsent(
                trade.pair(), any -> new RecentValues(lookbackBars * barMicros));
        recent.add(trade.exitTimeMicros(), trade.netReturn());
        if (recent.count() >= trades && recent.sum() < profit) {
          pause(trade.pair(), trade.exitTimeMicros() + pauseBars * barMicros);
        }
      }
    };
  }
}
