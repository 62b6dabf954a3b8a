package io.candlelake.simulator.market;

/**
 * Log returns whose volatility clusters: GARCH(1,1), {@code v' = w + a r² + b v} with a = 0.08, b =
 * 0.90 and w such that the mean variance is that asked for; it starts there. Shocks are normal.
 */
final class Returns {
  private static final double SHOCK = 0.08;
  private static final double MEMORY = 0.90;

  private final double mean;
  private final CopyableRandom draws;
  private double variance;

  /**
   * @param deviation long-run standard deviation of a return
   */
  Returns(double deviation, CopyableRandom draws) {
    this(deviation * deviation, deviation * deviation, draws);
  }

  private Returns(double mean, double variance, CopyableRandom draws) {
    this.mean = mean;
    this.variance = variance;
    this.draws = draws;
  }

  Returns copy() {
    return new Returns(mean, variance, draws.copy());
  }

  /** Variance of the return that {@link #next} gives, known before it. */
  double variance() {
    return variance;
  }

  double next() {
    double value = Math.sqrt(variance) * draws.nextGaussian();
    variance = (1 - SHOCK - MEMORY) * mean + SHOCK * value * value + MEMORY * variance;
    return value;
  }
}
