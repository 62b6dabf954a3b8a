package io.candlelake.simulator;

import io.candlelake.simulator.market.BestQuotes;
import io.candlelake.simulator.market.BookChange;
import io.candlelake.simulator.market.Level;
import io.candlelake.simulator.market.SimulatedPair;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What changed in a book since a stream subscribed to it, some at a time. */
final class BookFeedCursor {
  private static final Duration MOST_AT_ONCE = Duration.ofSeconds(10);

  private final SimulatedPair listing;
  private Instant told;

  BookFeedCursor(SimulatedPair listing, MarketView view) {
    this.listing = listing;
    this.told = view.now();
  }

  List<BookChange> changes(MarketView view) {
    Instant after = told;
    return view.market().bookChanges(listing, after, advance(view));
  }

  List<BestQuotes> tops(MarketView view) {
    Instant after = told;
    return view.market().tops(listing, after, advance(view));
  }

  /** Changes that follow each other, as one. */
  static BookChange joined(List<BookChange> changes) {
    Map<BigDecimal, Level> bids = new LinkedHashMap<>();
    Map<BigDecimal, Level> asks = new LinkedHashMap<>();
    for (BookChange change : changes) {
      change.bids().forEach(level -> bids.put(level.price(), level));
      change.asks().forEach(level -> asks.put(level.price(), level));
    }
    BookChange last = changes.get(changes.size() - 1);
    return new BookChange(
        last.time(),
        changes.get(0).first(),
        last.last(),
        new ArrayList<>(bids.values()),
        new ArrayList<>(asks.values()));
  }

  private Instant advance(MarketView view) {
    Instant most = told.plus(MOST_AT_ONCE);
    told = most.isBefore(view.now()) ? most : view.now();
    return told;
  }
}
