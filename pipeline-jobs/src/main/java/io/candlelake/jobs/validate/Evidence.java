package io.candlelake.jobs.validate;

/**
 * What else the lake says of a candle's time.
 *
 * @param othersMoving other pairs of its exchange that moved in it
 * @param lowElsewhere lowest price of the pair then on the other exchanges; NaN if none is there
 * @param highElsewhere highest, likewise
 */
record Evidence(int othersMoving, double lowElsewhere, double highElsewhere) {
  /** So many other pairs moving in the same candle confirm a jump. */
  static final int CONFIRMING_PAIRS = 2;

  /** Whether other pairs or exchanges moved as far. */
  boolean confirms(CandlePrices candle, double factor) {
    return othersMoving >= CONFIRMING_PAIRS || (isElsewhere() && candle.all(p -> near(p, factor)));
  }

  /** Whether the other exchanges say that the pair was not traded there. */
  boolean contradicts(CandlePrices candle, double factor) {
    return isElsewhere() && !candle.body(price -> near(price, factor));
  }

  private boolean isElsewhere() {
    return !Double.isNaN(lowElsewhere) && !Double.isNaN(highElsewhere);
  }

  private boolean near(double price, double factor) {
    return price * factor >= lowElsewhere && price <= highElsewhere * factor;
  }
}
