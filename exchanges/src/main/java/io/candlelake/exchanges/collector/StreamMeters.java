package io.candlelake.exchanges.collector;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What a stream did so far, counted by many threads. */
public final class StreamMeters {
  private static final int MOST_KINDS = 50;
  private static final String OTHERS = "others";

  private final LongAdder received = new LongAdder();
  private final LongAdder backfilled = new LongAdder();
  private final LongAdder gapsOpened = new LongAdder();
  private final LongAdder gapsClosed = new LongAdder();
  private final LongAdder connections = new LongAdder();
  private final Map<String, LongAdder> unknown = new ConcurrentSkipListMap<>();
  private final LongAdder toSilver = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final AtomicReference<Instant> firstReceived = new AtomicReference<>();
  private final LagHistogram lags = new LagHistogram();
  private final LagHistogram lagsSinceTold = new LagHistogram();
  private final InstantSource clock;
  private volatile Instant lastReceived = Instant.MIN;

  public StreamMeters(InstantSource clock) {
    this.clock = requireNonNull(clock, "clock is null");
  }

  void tradeReceived(Instant now) {
    firstReceived.compareAndSet(null, now);
    lastReceived = now;
    received.increment();
  }

  void tradeBackfilled() {
    backfilled.increment();
  }

  void gapOpened() {
    gapsOpened.increment();
  }

  void gapClosed() {
    gapsClosed.increment();
  }

  /**
   * A message of an unknown kind was ignored.
   *
   * @return whether it was the first of its kind
   */
  boolean unknown(String exchange, String kind) {
    String told = exchange + " " + kind;
    boolean full = unknown.size() >= MOST_KINDS && !unknown.containsKey(told);
    LongAdder fresh = new LongAdder();
    LongAdder counter = unknown.computeIfAbsent(full ? OTHERS : told, none -> fresh);
    counter.increment();
    return counter == fresh;
  }

  /** How many messages of each unknown kind were ignored, for people; empty for none. */
  public Optional<String> unknownLine() {
    String kinds =
        unknown.entrySet().stream()
            .filter(kind -> kind.getValue().sum() > 0)
            .map(kind -> kind.getKey() + " (" + kind.getValue().sum() + ")")
            .collect(Collectors.joining(", "));
    return kinds.isEmpty() ? Optional.empty() : Optional.of("ignored unknown messages: " + kinds);
  }

  void connected() {
    connections.increment();
  }

  public void batchDone(long trades) {
    toSilver.add(trades);
    batches.increment();
  }

  /**
   * Streamed trades are in silver by now.
   *
   * @param tenth of a second since 1970 UTC in which the exchange says they happened
   */
  public void inSilver(long tenth, long trades) {
    long lag = Math.floorDiv(clock.millis(), 100) - tenth;
    lags.add(lag, trades);
    lagsSinceTold.add(lag, trades);
  }

  public long batches() {
    return batches.sum();
  }

  public long trades() {
    return received.sum() + backfilled.sum();
  }

  public long tradesToSilver() {
    return toSilver.sum();
  }

  long connections() {
    return connections.sum();
  }

  long gapsOpened() {
    return gapsOpened.sum();
  }

  long gapsClosed() {
    return gapsClosed.sum();
  }

  /** One line for people of what was done so far; the lag is that since the line before. */
  public String line(long waitingSegments, long heldBack) {
    String line =
        String.format(
            Locale.ROOT,
            "%,d trades received (%.0f a second), %,d fetched; %,d in silver, lag %s, %d segments"
                + " wait; gaps %d of %d closed; %d connections%s",
            received.sum(),
            receivedPerSecond(),
            backfilled.sum(),
            toSilver.sum(),
            lagsSinceTold,
            waitingSegments,
            gapsClosed.sum(),
            gapsOpened.sum(),
            connections.sum(),
            heldBack == 0 ? "" : "; the spool held the stream back " + heldBack + " times");
    lagsSinceTold.clear();
    return line;
  }

  /** One line for people, of the whole. */
  public String lagLine() {
    return "from a trade's own time to its row in silver: " + lags;
  }

  /** From the first trade to the last. */
  private double receivedPerSecond() {
    Instant first = firstReceived.get();
    if (first == null) {
      return 0;
    }
    return received.sum()
        * 1_000.0
        / Math.max(1_000, Duration.between(first, lastReceived).toMillis());
  }
}
