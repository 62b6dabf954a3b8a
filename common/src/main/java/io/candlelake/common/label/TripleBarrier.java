package io.candlelake.common.label;

import io.candlelake.common.Fingerprint;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.Optional;

/**
 * The first of three ends of a position entered at open[t+1] (López de Prado, Advances in Financial
 * Machine Learning, 2018, chapter 3): a price barrier at entry × exp(+{@code upper} × v × √h), one
 * at entry × exp(−{@code lower} × v × √h), or the close of candle {@code t + h}. The volatility v
 * is {@link #volatility} at the close of {@code t}.
 *
 * <p>A candle that touches both price barriers counts as the lower one. A candle that opens beyond
 * a barrier ends the label at its open. Filled candles touch nothing. A missing candle before the
 * end, or a filled one at the time barrier, leaves no answer; so does a volatility of 0.
 */
@Registered(name = "triple-barrier", meaning = "return to the first of three barriers")
public record TripleBarrier(
    @Setting(value = "4", min = 1, max = 10000, unit = "bars", meaning = "time barrier")
        int horizonBars,
    @Setting(
            value = "24",
            min = 2,
            max = 10000,
            unit = "bars",
            meaning = "span of the exponential mean of squared returns that scales barriers")
        int volatilityBars,
    @Setting(
            value = "2",
            min = 0.01,
            unit = "volatilities",
            meaning = "upper barrier, times volatility times the root of the horizon")
        double upper,
    @Setting(value = "2", min = 0.01, unit = "volatilities", meaning = "lower barrier, likewise")
        double lower)
    implements Label {

  /** Short, and different for each of the settings. */
  @Override
  public String name() {
    return "triple_barrier_" + Fingerprint.of(this).substring(0, 6);
  }

  /**
   * √EWMA of squared ln(close ÷ previous close), smoothing 2 ÷ (span + 1), seeded by the first
   * squared return; 0 until {@code span} returns were seen. Filled candles and returns across a gap
   * are skipped: they say nothing of one bar's volatility.
   */
  @Override
  public double[] volatility(Bars bars) {
    double[] volatility = new double[bars.size()];
    double smoothing = 2.0 / (volatilityBars + 1);
    double mean = 0;
    int seen = 0;
    for (int t = 0; t < bars.size(); t++) {
      boolean oneBar =
          t > 0 && !bars.filled()[t] && !bars.filled()[t - 1] && Path.unbroken(bars, t - 1, t);
      if (oneBar) {
        double change = StrictMath.log(bars.close()[t] / bars.close()[t - 1]);
        double square = change * change;
        mean = seen == 0 ? square : mean + smoothing * (square - mean);
        seen++;
      }
      volatility[t] = seen < volatilityBars ? 0 : Math.sqrt(mean);
    }
    return volatility;
  }

  @Override
  public Optional<Outcome> outcome(Bars bars, int t, double volatility) {
    if (volatility <= 0 || !Path.entryAt(bars, t)) {
      return Optional.empty();
    }
    double entry = bars.open()[t + 1];
    double scale = volatility * Math.sqrt(horizonBars);
    double ceiling = entry * StrictMath.exp(upper * scale);
    double floor = entry * StrictMath.exp(-lower * scale);
    for (int i = t + 1; i <= t + horizonBars; i++) {
      if (i >= bars.size() || !Path.unbroken(bars, t, i)) {
        return Optional.empty();
      }
      if (!bars.filled()[i]) {
        if (bars.low()[i] <= floor) {
          return ended(i, Math.min(floor, bars.open()[i]), entry, Outcome.Touched.LOWER);
        }
        if (bars.high()[i] >= ceiling) {
          return ended(i, Math.max(ceiling, bars.open()[i]), entry, Outcome.Touched.UPPER);
        }
      }
    }
    int end = t + horizonBars;
    return bars.filled()[end]
        ? Optional.empty()
        : ended(end, bars.close()[end], entry, Outcome.Touched.TIME);
  }

  private static Optional<Outcome> ended(
      int lastBar, double exit, double entry, Outcome.Touched touched) {
    return Optional.of(new Outcome(lastBar, StrictMath.log(exit / entry), touched));
  }
}
