package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** A pair that earns too little rests. */
@Registered(
    name = "low-profit-guard",
    meaning = "pause a pair whose trades of a time earned less than so much together")
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
  private record Point(long time, double netReturn) {}

  @Override
  public Guard guard(long barMicros) {
    return new Guard() {
      private final Map<String, Deque<Point>> recent = new HashMap<>();
      private final Map<String, Long> until = new HashMap<>();

      @Override
      public void ended(EndedTrade trade) {
        long time = trade.exitTimeMicros();
        Deque<Point> ofPair = recent.computeIfAbsent(trade.pair(), any -> new ArrayDeque<>());
        ofPair.addLast(new Point(time, trade.netReturn()));
        while (ofPair.peekFirst().time() <= time - lookbackBars * barMicros) {
          ofPair.removeFirst();
        }
        double sum = 0;
        for (Point point : ofPair) {
          sum += point.netReturn();
        }
        if (ofPair.size() >= trades && sum < profit) {
          until.put(trade.pair(), time + pauseBars * barMicros);
        }
      }

      @Override
      public boolean blocks(String pair, long timeMicros) {
        return timeMicros < until.getOrDefault(pair, Long.MIN_VALUE);
      }
    };
  }
}
