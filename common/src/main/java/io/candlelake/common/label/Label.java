package io.candlelake.common.label;

import io.candlelake.common.kernel.Bars;
import java.io.Serializable;
import java.util.Optional;

/**
 * A question about the future of a decision made at the close of candle {@code t}. Entry is at the
 * open of {@code t + 1}, which must follow {@code t} without a gap and be no filled candle.
 */
public interface Label extends Serializable {
  /** The name in tables, with parameters: {@code forward_return_4}. */
  String name();

  /** Longest time from decision to answer, in bars. */
  int horizonBars();

  /** What is known at each close and the answers need: a volatility in ln per bar, 0 if unused. */
  double[] volatility(Bars bars);

  /**
   * The answer for the decision at candle {@code t}; empty while it is not known, and where a gap
   * or a filled candle makes it unanswerable.
   */
  Optional<Outcome> outcome(Bars bars, int t, double volatility);
}
