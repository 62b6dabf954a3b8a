package io.candlelake.simulator;

import java.time.Duration;
import java.time.Instant;

/** Something that comes once in a span of time. */
final class IntervalTimer {
  private final Duration span;
  private Instant last;

  IntervalTimer(Duration span, MarketView view) {
    this.span = span;
    this.last = view.now();
  }

  boolean passed(MarketView view) {
    if (view.now().isBefore(last.plus(span))) {
      return false;
    }
    last = view.now();
    return true;
  }
}
