package io.candlelake.common.strategy;

/** What the distance of a price from another is counted in. */
public enum DistanceUnit {
  /** The entry's expected volatility over the holding, {@code gold.signals.expected_volatility}. */
  VOLATILITIES,
  /** A fraction of the price. */
  FRACTION;

  /** The distance as a fraction of the price. */
  public double fraction(double distance, double expectedVolatility) {
    return this == FRACTION ? distance : distance * expectedVolatility;
  }
}
