package io.candlelake.jobs.validate;

/**
 * How far a pair usually moves in a candle: a standard deviation that outliers cannot blow up.
 *
 * <p>{@code sd = 1.2533 × m}, the ratio of a normal variable's standard deviation to its mean
 * absolute value, √(π÷2). {@code m} is the exponential mean, span 168, of absolute log returns of
 * accepted closes, each cut at 5 m; it starts as the plain mean of the first 24 and is unknown
 * before.
 */
final class Scale {
  private static final int SEED = 24;
  private static final double WEIGHT = 2.0 / (168 + 1);
  private static final double CUT = 5;
  private static final double NORMAL_RATIO = 1.2533141373155003;

  /** Below a basis point a market stands still, and everything would be a jump. */
  private static final double LEAST = 1e-4;

  private int count;
  private double mean;

  boolean known() {
    return count >= SEED;
  }

  double deviation() {
    return Math.max(LEAST, NORMAL_RATIO * mean);
  }

  void add(double logReturn) {
    double size = Math.abs(logReturn);
    if (known()) {
      mean += WEIGHT * (Math.min(size, CUT * Math.max(mean, LEAST)) - mean);
    } else {
      mean += (size - mean) / (count + 1);
    }
    count++;
  }
}
