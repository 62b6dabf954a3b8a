package io.candlelake.common.label;

import io.candlelake.common.kernel.Bars;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Labels written again, slow and obvious: by looking candles up at their time on the grid. */
final class PlainLabels {
  private static final long HOUR = 3_600_000_000L;

  /** The answer for the decision at a candle. */
  interface Twin {
    Optional<Outcome> of(Label label, Bars bars, int t, double volatility);
  }

  /** By label; every label has one. */
  static final Map<Class<?>, Twin> TWINS =
      Map.of(
          ForwardReturn.class,
          (label, bars, t, volatility) -> forwardReturn(label.horizonBars(), bars, t),
          TripleBarrier.class,
          (label, bars, t, volatility) ->
              tripleBarrier((TripleBarrier) label, bars, t, volatility));

  private PlainLabels() {}

  static Optional<Outcome> of(Label label, Bars bars, int t, double volatility) {
    return TWINS.get(label.getClass()).of(label, bars, t, volatility);
  }

  /** Whether the decision at t is in the market during candle i, judged at i's close. */
  static boolean alive(Label label, Bars bars, int t, int i, double volatility) {
    Map<Long, Integer> at = byTime(bars);
    long decided = bars.openTime()[t];
    Integer entry = at.get(decided + HOUR);
    if (bars.filled()[t] || entry == null || bars.filled()[entry]) {
      return false;
    }
    for (int k = 1; k <= label.horizonBars(); k++) {
      Integer bar = at.get(decided + k * HOUR);
      if (bar == null) {
        return false;
      }
      if (bar == i) {
        return true;
      }
      Optional<Outcome> ended = of(label, bars, t, volatility);
      if (ended.isPresent() && ended.get().lastBar() == bar) {
        return false;
      }
    }
    return false;
  }

  private static Optional<Outcome> forwardReturn(int h, Bars bars, int t) {
    Map<Long, Integer> at = byTime(bars);
    if (bars.filled()[t]) {
      return Optional.empty();
    }
    for (int k = 1; k <= h; k++) {
      Integer bar = at.get(bars.openTime()[t] + k * HOUR);
      if (bar == null || ((k == 1 || k == h) && bars.filled()[bar])) {
        return Optional.empty();
      }
    }
    int entry = at.get(bars.openTime()[t] + HOUR);
    int exit = at.get(bars.openTime()[t] + h * HOUR);
    double forward = StrictMath.log(bars.close()[exit] / bars.open()[entry]);
    return Optional.of(new Outcome(exit, forward, Outcome.Touched.TIME));
  }

  private static Optional<Outcome> tripleBarrier(
      TripleBarrier label, Bars bars, int t, double volatility) {
    Map<Long, Integer> at = byTime(bars);
    Integer entry = at.get(bars.openTime()[t] + HOUR);
    if (volatility == 0 || bars.filled()[t] || entry == null || bars.filled()[entry]) {
      return Optional.empty();
    }
    double paid = bars.open()[entry];
    double width = volatility * StrictMath.sqrt(label.horizonBars());
    double stop = paid * StrictMath.exp(-label.lower() * width);
    double target = paid * StrictMath.exp(label.upper() * width);
    for (int k = 1; k <= label.horizonBars(); k++) {
      Integer bar = at.get(bars.openTime()[t] + k * HOUR);
      if (bar == null) {
        return Optional.empty();
      }
      boolean last = k == label.horizonBars();
      if (bars.filled()[bar]) {
        if (last) {
          return Optional.empty();
        }
        continue;
      }
      double open = bars.open()[bar];
      if (open <= stop) {
        return ended(bar, open, paid, Outcome.Touched.LOWER);
      } else if (bars.low()[bar] <= stop) {
        return ended(bar, stop, paid, Outcome.Touched.LOWER);
      } else if (open >= target) {
        return ended(bar, open, paid, Outcome.Touched.UPPER);
      } else if (bars.high()[bar] >= target) {
        return ended(bar, target, paid, Outcome.Touched.UPPER);
      } else if (last) {
        return ended(bar, bars.close()[bar], paid, Outcome.Touched.TIME);
      }
    }
    return Optional.empty();
  }

  private static Optional<Outcome> ended(int bar, double got, double paid, Outcome.Touched by) {
    return Optional.of(new Outcome(bar, StrictMath.log(got / paid), by));
  }

  private static Map<Long, Integer> byTime(Bars bars) {
    Map<Long, Integer> byTime = new HashMap<>();
    for (int i = 0; i < bars.size(); i++) {
      byTime.put(bars.openTime()[i], i);
    }
    return byTime;
  }
}
