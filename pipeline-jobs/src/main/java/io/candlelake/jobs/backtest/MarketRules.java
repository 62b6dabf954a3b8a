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

  /** The price of an entry's fill, before slippage. */
  double entryPrice(PairMarket market, int bar) {
    return market.open(bar);
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
