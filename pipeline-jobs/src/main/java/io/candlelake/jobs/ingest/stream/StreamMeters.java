package io.candlelake.jobs.ingest.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What a stream did so far, counted by many threads. */
final class StreamMeters {
  private final LongAdder received = new LongAdder();
  private final LongAdder backfilled = new LongAdder();
  private final LongAdder gapsOpened = new LongAdder();
  private final LongAdder gapsClosed = new LongAdder();
  private final LongAdder connections = new LongAdder();
  private final LongAdder toSilver = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final AtomicLong newestInSilver = new AtomicLong(Long.MIN_VALUE);

  void tradeReceived() {
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

  void connected() {
    connections.increment();
  }

  void batchDone(long trades) {
    toSilver.add(trades);
    batches.increment();
  }

  /** Tells when the newest row now in silver had been received. */
  void silverReaches(Instant received) {
    newestInSilver.accumulateAndGet(SpoolLines.micros(received), Math::max);
  }

  long batches() {
    return batches.sum();
  }

  long trades() {
    return received.sum() + backfilled.sum();
  }

  long tradesToSilver() {
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

  /** One line for people. */
  String line(Instant started, Instant now, long waitingSegments, long heldBack) {
    double seconds = Math.max(1, Duration.between(started, now).toMillis()) / 1_000.0;
    long newest = newestInSilver.get();
    String lag =
        newest == Long.MIN_VALUE
            ? "n/a"
            : String.format(Locale.ROOT, "%.1f s", (SpoolLines.micros(now) - newest) / 1e6);
    return String.format(
        Locale.ROOT,
        "%,d trades received (%.0f a second), %,d fetched; %,d in silver, lag %s, %d segments wait;"
            + " gaps %d of %d closed; %d connections%s",
        received.sum(),
        received.sum() / seconds,
        backfilled.sum(),
        toSilver.sum(),
        lag,
        waitingSegments,
        gapsClosed.sum(),
        gapsOpened.sum(),
        connections.sum(),
        heldBack == 0 ? "" : "; the spool held the stream back " + heldBack + " times");
  }
}
