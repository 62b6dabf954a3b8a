package io.candlelake.simulator;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Counts the weight of requests to each exchange in windows of time. Safe for many threads. */
final class RequestLimits {
  private final Map<String, Integer> limits;
  private final LongSupplier ticker;
  private final long startNanos;
  private final Map<String, Window> windows = new HashMap<>();

  RequestLimits(Map<String, Integer> limits, LongSupplier ticker) {
    this.limits = limits;
    this.ticker = ticker;
    this.startNanos = ticker.getAsLong();
  }

  /**
   * How it stands after a request.
   *
   * @param untilFree when the window ends
   */
  record Count(int used, boolean over, Duration untilFree) {}

  synchronized Count count(Protocol protocol, int weight) {
    long length = protocol.limitWindow().toNanos();
    long elapsed = ticker.getAsLong() - startNanos;
    Window window = windows.computeIfAbsent(protocol.exchange(), name -> new Window());
    if (window.number != elapsed / length) {
      window.number = elapsed / length;
      window.used = 0;
    }
    window.used += weight;
    int limit = limits.getOrDefault(protocol.exchange(), protocol.usualLimit());
    Duration untilFree = Duration.ofNanos((window.number + 1) * length - elapsed);
    return new Count(window.used, window.used > limit, untilFree);
  }

  private static final class Window {
    private long number;
    private int used;
  }
}
