package io.candlelake.common.label;

import io.candlelake.common.kernel.Bars;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One label over one series, by candle decided on.
 *
 * @param outcomes empty where there is no answer
 * @param volatility natural log a bar, 0 if unused or unknown
 * @param uniqueness mean of 1 ÷ (decisions alive) over the candles of the label; NaN without an
 *     answer
 */
public record LabelSeries(
    Label label, List<Optional<Outcome>> outcomes, double[] volatility, double[] uniqueness) {

  /** Answers the label's question for every candle. */
  public static LabelSeries of(Label label, Bars bars) {
    double[] volatility = label.volatility(bars);
    List<Optional<Outcome>> outcomes = new ArrayList<>(bars.size());
    for (int t = 0; t < bars.size(); t++) {
      outcomes.add(label.outcome(bars, t, volatility[t]));
    }
    double[] uniqueness = Uniqueness.of(bars, outcomes, label.horizonBars());
    return new LabelSeries(label, outcomes, volatility, uniqueness);
  }
}
