package io.candlelake.exchanges.spool;

import io.candlelake.common.PipelineException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes lines of any thread to the spool, in the order put. Between the threads and the one that
 * writes stands a queue of bounded length; while it is full, {@link #put} waits, which holds the
 * stream back instead of filling memory.
 */
public final class SpoolWriter implements AutoCloseable {
  /** Lines that wait at most: some seconds at a thousand a second. */
  private static final int QUEUE_LINES = 10_000;

  private static final long SEGMENT_BYTES = 8L << 20;
  private static final long LOOK_MILLIS = 50;

  private final Spool spool;
  private final Duration segmentLength;
  private final InstantSource clock;
  private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUE_LINES);
  private final LongAdder heldBack = new LongAdder();
  private final Thread thread;
  private volatile boolean closing;
  private volatile RuntimeException failure;

  private OpenSegment segment;
  private Instant segmentStarted;

  /** Starts writing. */
  public SpoolWriter(Spool spool, Duration segmentLength, InstantSource clock) {
    this.spool = spool;
    this.segmentLength = segmentLength;
    this.clock = clock;
    this.thread = new Thread(this::write, "spool writer");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /**
   * Adds a line; waits while the queue is full.
   *
   * @throws PipelineException if the spool cannot be written any more
   */
  public void put(String line) {
    if (closing) {
      throw new IllegalStateException("a line after the spool was closed");
    }
    try {
      if (failure == null && queue.offer(line)) {
        return;
      }
      heldBack.increment();
      while (failure == null) {
        if (queue.offer(line, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the spool's queue was full", e);
    }
    throw failure;
  }

  /** How often a thread had to wait because the queue was full. */
  public long heldBack() {
    return heldBack.sum();
  }

  /** Why nothing more can be written; empty while all is well. */
  public Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Writes what waits and publishes the last segment. */
  @Override
  public void close() {
    closing = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    spool.close();
  }

  private void write() {
    List<String> lines = new ArrayList<>();
    try {
      while (!closing || !queue.isEmpty()) {
        String first = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          lines.add(first);
          queue.drainTo(lines, 1_000);
          add(lines);
          lines.clear();
        }
        publishIfDue();
      }
      publish();
    } catch (IOException e) {
      failure = Spool.failure(spool.folder(), e);
    } catch (InterruptedException e) {
      failure = Spool.failure(spool.folder(), new IOException("the writer was interrupted", e));
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      if (segment != null) {
        segment.close();
      }
    }
  }

  private void add(List<String> lines) throws IOException {
    if (segment == null) {
      segment = spool.next();
      segmentStarted = clock.instant();
    }
    for (String line : lines) {
      segment.add(line);
    }
  }

  private void publishIfDue() throws IOException {
    if (segment == null) {
      return;
    }
    Duration age = Duration.between(segmentStarted, clock.instant());
    if (segment.bytes() >= SEGMENT_BYTES || age.compareTo(segmentLength) >= 0 || age.isNegative()) {
      publish();
    }
  }

  private void publish() throws IOException {
    if (segment != null) {
      OpenSegment whole = segment;
      whole.publish();
      segment = null;
    }
  }
}
