package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.ArrayDeque;
import java.util.Deque;

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
  private record Point(long time, double equity) {}

  @Override
  public Guard guard(long barMicros) {
    return new Guard() {
      private final Deque<Point> recent = new ArrayDeque<>();
      private long until = Long.MIN_VALUE;

      @Override
      public void ended(EndedTrade trade) {
        long time = trade.exitTimeMicros();
        recent.addLast(new Point(time, trade.equity()));
        while (recent.peekFirst().time() <= time - lookbackBars * barMicros) {
          recent.removeFirst();
        }
        double best = recent.stream().mapToDouble(Point::equity).max().orElseThrow();
        if (1 - trade.equity() / best >= drawdown) {
          until = time + pauseBars * barMicros;
        }
      }

      @Override
      public boolean blocks(String pair, long timeMicros) {
        return timeMicros < until;
      }
    };
  }
}
