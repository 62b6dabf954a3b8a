package io.candlelake.exchanges.collector;

import io.candlelake.exchanges.Rate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Keeps the number of connections opened within the exchange's limit; for one thread. */
final class ConnectionPace {
  private final Rate rate;
  private final Deque<Instant> opened = new ArrayDeque<>();

  ConnectionPace(Rate rate) {
    this.rate = rate;
  }

  /** Whether another may be opened now; if so, it counts as opened. */
  boolean take(Instant now) {
    while (!opened.isEmpty() && !opened.peek().plus(rate.per()).isAfter(now)) {
      opened.remove();
    }
    boolean free = opened.size() < rate.permits();
    if (free) {
      opened.add(now);
    }
    return free;
  }
}
