package io.candlelake.common.label;

import static java.util.Objects.requireNonNull;

/**
 * The answer to a label.
 *
 * @param lastBar index of the candle that ended it; the answer is known at that candle's close
 * @param forwardReturn ln(exit price ÷ open of the candle after the decision)
 */
public record Outcome(int lastBar, double forwardReturn, Touched touched) {
  public Outcome {
    requireNonNull(touched, "touched is null");
    if (!Double.isFinite(forwardReturn)) {
      throw new IllegalArgumentException("forward return is " + forwardReturn);
    }
  }

  /** What ended it: the clock, or a price. */
  public enum Touched {
    TIME,
    UPPER,
    LOWER;

    /** As written in tables: {@code time}. */
    public String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Sign of the return: 1 rise, -1 fall, 0 tie. */
  public int direction() {
    return (int) Math.signum(forwardReturn);
  }
}
