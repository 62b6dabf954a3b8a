package io.candlelake.common.label;

import io.candlelake.common.kernel.Bars;
import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.Optional;

/**
 * ln(close[t+h] ÷ open[t+1]), known at the close of {@code t + h}. Candle {@code t + h} must be no
 * filled one and no candle may be missing up to it.
 */
@Registered(name = "forward-return", meaning = "return to a fixed time")
public record ForwardReturn(
    @Setting(value = "4", min = 1, max = 10000, unit = "bars", meaning = "horizon") int horizonBars)
    implements Label {
  public ForwardReturn {
    if (horizonBars < 1) {
      throw new IllegalArgumentException("horizon is " + horizonBars + " bars");
    }
  }

  @Override
  public String name() {
    return "forward_return_" + horizonBars;
  }

  @Override
  public double[] volatility(Bars bars) {
    return new double[bars.size()];
  }

  @Override
  public Optional<Outcome> outcome(Bars bars, int t, double volatility) {
    int end = t + horizonBars;
    boolean answerable =
        end < bars.size()
            && Path.entryAt(bars, t)
            && !bars.filled()[end]
            && Path.unbroken(bars, t, end);
    if (!answerable) {
      return Optional.empty();
    }
    double forwardReturn = StrictMath.log(bars.close()[end] / bars.open()[t + 1]);
    return Optional.of(new Outcome(end, forwardReturn, Outcome.Touched.TIME));
  }
}
