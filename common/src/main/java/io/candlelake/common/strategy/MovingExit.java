package io.candlelake.common.strategy;

/** An exit at a price level that moves while the position is open. */
public interface MovingExit extends PositionExit {
  /** Whether the level lies on the losing side: a long position's price falls to it. */
  boolean isStop();

  /**
   * The level of one position.
   *
   * @param side 1 long, −1 short
   * @param entryPrice reference price of the entry
   * @param expectedVolatility of the entry, over the holding, a fraction
   */
  Level level(int side, double entryPrice, double expectedVolatility);

  /** Where the level of a position lies. */
  @FunctionalInterface
  interface Level {
    /**
     * The level in effect within a candle; NaN for none.
     *
     * @param best the highest price of a long position's earlier candles, the lowest of a short's,
     *     from the one entered in; NaN in the candle entered in
     * @param age candles of the interval from the entry's time to the candle's open, 0 or more
     */
    double at(double best, double age);
  }
}
