package io.candlelake.jobs.backtest;

/**
 * Mean of returns and the sums of the powers of their differences from it.
 *
 * @param n how many returns
 */
record ReturnMoments(int n, double mean, double squares, double cubes, double fourths) {

  static ReturnMoments of(double[] returns) {
    return of(returns, 0, returns.length);
  }

  /** Those from one position to another, exclusive. */
  static ReturnMoments of(double[] returns, int from, int to) {
    double mean = 0;
    for (int i = from; i < to; i++) {
      mean += returns[i];
    }
    mean /= to - from;
    double squares = 0;
    double cubes = 0;
    double fourths = 0;
    for (int i = from; i < to; i++) {
      double d = returns[i] - mean;
      squares += d * d;
      cubes += d * d * d;
      fourths += d * d * d * d;
    }
    return new ReturnMoments(to - from, mean, squares, cubes, fourths);
  }

  /** Standard deviation, n − 1. */
  double deviation() {
    return Math.sqrt(squares / (n - 1));
  }

  /** Mean ÷ standard deviation, not annualised; NaN where returns do not vary. */
  double sharpe() {
    return deviation() > 0 ? mean / deviation() : Double.NaN;
  }

  double skewness() {
    return cubes / n / Math.pow(squares / n, 1.5);
  }

  double kurtosis() {
    return fourths / n / ((squares / n) * (squares / n));
  }
}
