package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.Set;

/**
 * Enters the likelier side where its expected return pays for the round trip and more: (2p − 1) · σ
 * · √(2 ÷ π) − cost ≥ minimum, p being the side's calibrated probability and σ the expected
 * volatility over the holding. σ √(2 ÷ π) is the mean size of a normal move.
 */
@Registered(
    name = "expected-return",
    meaning = "enter the likelier side if its expected return after costs reaches a minimum")
public record ExpectedReturn(
    @Setting(
            value = "0",
            min = -1,
            max = 10,
            unit = "fraction",
            meaning = "least expected return after backtest.costs of entry and exit")
        double minimum)
    implements SignalRule {
  private static final double MEAN_SIZE = Math.sqrt(2 / Math.PI);

  @Override
  public int[] sides(PairSeries series) {
    double[] rise = series.values(PairSeries.PROBABILITY);
    int[] sides = new int[series.size()];
    double scale = MEAN_SIZE * Math.sqrt(series.horizonBars());
    for (int i = 0; i < sides.length; i++) {
      double expected = Math.abs(2 * rise[i] - 1) * series.volatility()[i] * scale;
      if (expected - series.roundTripCost() >= minimum) {
        sides[i] = rise[i] >= 0.5 ? 1 : -1;
      }
    }
    return sides;
  }

  @Override
  public Set<String> reads() {
    return Set.of(PairSeries.PROBABILITY);
  }
}
