package io.candlelake.simulator;

import io.candlelake.simulator.market.BookChange;
import io.candlelake.simulator.market.Level;
import io.candlelake.simulator.market.Listing;
import io.candlelake.simulator.market.Top;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What changed in a book since a stream subscribed to it, some at a time. */
final class BookCursor {
  private static final Duration MOST_AT_ONCE = Duration.ofSeconds(10);

  private final Listing listing;
  private Instant told;

  BookCursor(Listing listing, View view) {
    this.listing = listing;
    this.told = view.now();
  }

  List<BookChange> changes(View view) {
    Instant after = told;
    return view.market().bookChanges(listing, after, advance(view));
  }

  List<Top> tops(View view) {
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

  private Instant advance(View view) {
    Instant most = told.plus(MOST_AT_ONCE);
    told = most.isBefore(view.now()) ? most : view.now();
    return told;
  }
}
