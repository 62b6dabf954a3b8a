package io.candlelake.jobs.backtest;

import java.util.List;

/**
 * By what fraction a fill is worse than its reference price, by its size: the figure of the
 * smallest of 1,000, 10,000 and 100,000 of the quote asset that covers it. Beyond the largest it is
 * that of the largest, which is too little.
 */
record Slippage(double upTo1k, double upTo10k, double more) {
  private static final double BASIS_POINTS = 1e4;

  /** The same for every size. */
  static Slippage fixed(double rate) {
    return new Slippage(rate, rate, rate);
  }

  /**
   * What order books told.
   *
   * @param costsBps of the three sizes against mid, in basis points; null where the books were too
   *     thin, which counts as the worst of the smaller sizes and of {@code fallback}; empty where
   *     there were no books
   * @param fallback fraction where nothing is told
   */
  static Slippage ofBooks(List<Double> costsBps, double fallback) {
    if (costsBps.isEmpty()) {
      return fixed(fallback);
    }
    double[] rates = new double[costsBps.size()];
    double worst = 0;
    for (int i = 0; i < rates.length; i++) {
      Double cost = costsBps.get(i);
      rates[i] = cost == null ? Math.max(worst, fallback) : cost / BASIS_POINTS;
      worst = Math.max(worst, rates[i]);
    }
    return new Slippage(rates[0], rates[1], rates[2]);
  }

  /** Of a fill of that value in the quote asset. */
  double rate(double notional) {
    if (notional <= 1e3) {
      return upTo1k;
    }
    return notional <= 1e4 ? upTo10k : more;
  }
}
