package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Several stops with a loss in a short time: the market is against the strategy. */
@Registered(
    name = "stop-loss-guard",
    meaning = "pause after several losing trades were stopped within a period")
public record StopLossGuard(
    @Setting(
            value = "4",
            min = 1,
            max = 10000,
            unit = "trades",
            meaning = "ended by a stop at a loss")
        int trades,
    @Setting(
            value = "24",
            min = 1,
            max = 100000,
            unit = "bars",
            meaning = "within which they ended")
        int lookbackBars,
    @Setting(value = "12", min = 1, max = 100000, unit = "bars", meaning = "pause after the last")
        int pauseBars,
    @Setting(value = "all", meaning = "count and pause all pairs together, or each alone")
        Scope scope)
    implements Protection {
  private static final Set<String> STOPS = Set.of("stop", "break-even", "trailing-stop");

  /** Whose trades count and who pauses. */
  public enum Scope {
    ALL,
    PAIR
  }

  @Override
  public Guard guard(long barMicros) {
    return new PausingGuard() {
      private final Map<String, RecentValues> ends = new HashMap<>();

      @Override
      String group(String pair) {
        return scope == Scope.ALL ? "" : pair;
      }

      @Override
      public void ended(EndedTrade trade) {
        if (!STOPS.contains(trade.reason()) || trade.netReturn() >= 0) {
          return;
        }
        String group = group(trade.pair());
        RecentValues recent =
            ends.computeIfAbsent(group, any -> new RecentValues(lookbackBars * barMicros));
        recent.add(trade.exitTimeMicros(), trade.netReturn());
        if (recent.count() >= trades) {
          pause(group, trade.exitTimeMicros() + pauseBars * barMicros);
        }
      }
    };
  }
}
