package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** The equity after each exit has fallen too far from its best of a time. */
@Registered(
    name = "drawdown-guard",
    meaning = "pause all pairs after a fall of the realised equity within a time")
public record DrawdownGuard(
    @Setting(value = "0.1", min = 1e-6, max = 1, unit = "fraction", meaning = "fall from the best")
        double drawdown,
    @Setting(
            value = "168",
            min = 1,
            max = 1000000,
            unit = "bars",
            meaning = "within which exits count")
        int lookbackBars,
    @Setting(value = "48", min = 1, max = 100000, unit = "bars", meaning = "pause after the exit")
        int pauseBars)
    implements Protection {
  @Override
  public Guard guard(long barMicros) {
    return new PausingGuard() {
      private final RecentValues equity = new RecentValues(lookbackBars * barMicros);

      @Override
      String group(String pair) {
        return "";
      }

      @Override
      public void ended(EndedTrade trade) {
        equity.add(trade.exitTimeMicros(), trade.equity());
        double best = equity.max();
        if (1 - trade.equity() / best >= drawdown) {
          pause("", trade.exitTimeMicros() + pauseBars * barMicros);
        }
      }
    };
  }
}
