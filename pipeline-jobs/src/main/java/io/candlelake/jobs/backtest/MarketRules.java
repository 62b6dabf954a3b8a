package io.candlelake.jobs.backtest;

import java.io.Serializable;

/** The rules of {@code docs/backtest.md} that say what a market lets happen; tests break them. */
class MarketRules implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Whether something can be filled or touched in a candle. */
  boolean isReal(boolean filled, double volume) {
    return !filled && volume > 0;
  }

  /**
   * The bar that fills a decision: the first that opens then or later.
   *
   * @param decided microseconds
   */
  int fillBar(PairMarket market, long decided) {
    return market.firstOpenAt(decided);
  }

  /** The price of a market order's fill, before slippage. */
  double entryPrice(PairMarket market, int bar) {
    return market.open(bar);
  }

  /** Whether a limit order is filled by a market that trades at a price. */
  boolean tradesThrough(int side, double price, double limit) {
    return side * price < side * limit;
  }

  /**
   * The best price by which levels of a candle move.
   *
   * @param before of the candles before it
   * @param with the same with its own
   */
  double bestKnown(double before, double with) {
    return before;
  }

  /** Whether a trade of one listing may go on in a bar of the other. */
  boolean goesOn(int listing, int other) {
    return listing == other;
  }

  /** Whether a bar that touches stop and target, in an order nobody knows, counts as the stop. */
  boolean isStop(boolean touchesStop, boolean touchesTarget) {
    return touchesStop;
  }
}
