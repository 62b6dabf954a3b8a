package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.Set;

/**
 * A share of the fraction that makes the logarithm of wealth grow fastest, for a bet that gains the
 * target with the calibrated probability p and else loses the stop: share × (p ÷ stop − (1 − p) ÷
 * target) (E. O. Thorp, The Kelly criterion in blackjack, sports betting, and the stock market,
 * 1997). Where that is not above 0 or a level is missing, no position.
 */
@Registered(
    name = "fractional-kelly",
    meaning = "a share of the Kelly fraction, from probability, stop and target")
public record FractionalKelly(
    @Setting(value = "0.25", min = 1e-6, max = 1, unit = "fraction", meaning = "share of Kelly's")
        double share,
    @Setting(value = "0.25", min = 0.0001, max = 1, unit = "fraction of equity", meaning = "cap")
        double maximum)
    implements PositionSize {
  @Override
  public double fraction(Entry entry) {
    double p = entry.probability();
    double kelly = share * (p / entry.stopReturn() - (1 - p) / entry.targetReturn());
    return kelly > 0 ? Math.min(maximum, kelly) : 0;
  }

  @Override
  public Set<String> reads() {
    return Set.of(PairSeries.PROBABILITY);
  }
}
