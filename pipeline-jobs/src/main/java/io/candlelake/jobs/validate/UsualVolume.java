package io.candlelake.jobs.validate;

/**
 * The volume that a pair usually has in a candle: the exponential geometric mean, span 168, of the
 * accepted candles with trades; the plain one of the first 24, and unknown before.
 */
final class UsualVolume {
  private static final int SEED = 24;
  private static final double WEIGHT = 2.0 / (168 + 1);

  private int count;
  private double mean;

  void add(double volume) {
    if (volume > 0) {
      double log = Math.log(volume);
      mean += (log - mean) * (count < SEED ? 1.0 / (count + 1) : WEIGHT);
      count++;
    }
  }

  /** ln(volume ÷ usual volume); NaN while that is unknown or where nothing was traded. */
  double times(double volume) {
    return count < SEED || volume <= 0 ? Double.NaN : Math.log(volume) - mean;
  }
}
