package io.candlelake.simulator;

import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.util.List;

/** The trades of a pair since a stream subscribed to them, some at a time. */
final class TradeFeedCursor {
  /** So that a client that was slow, or a clock that jumped, gets them in portions. */
  private static final int MOST_AT_ONCE = 2_000;

  private final SimulatedPair listing;
  private long told;

  TradeFeedCursor(SimulatedPair listing, MarketView view) {
    this.listing = listing;
    this.told = view.market().lastTrade(listing, view.now());
  }

  /** Id of the last trade told, or of the last before the stream began. */
  long told() {
    return told;
  }

  List<Trade> due(MarketView view) {
    long last = view.market().lastTrade(listing, view.now());
    long first = told + 1;
    if (last < first) {
      return List.of();
    }
    told = Math.min(last, told + MOST_AT_ONCE);
    return view.market().trades(listing, first, told);
  }
}
