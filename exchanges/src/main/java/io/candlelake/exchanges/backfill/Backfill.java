package io.candlelake.exchanges.backfill;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Interval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Fetches missing candles from exchanges and hands them on in bounded batches.
 *
 * <p>The life of a page: a thread of its exchange asks for it, at most {@link #IN_FLIGHT} at once
 * for an exchange; its candles join the batch; a full batch goes to the {@link Batch.Sink}. What
 * was kept is never asked for again, since whoever makes the {@link PairRequest} subtracts it; what
 * was not, because the process died, is.
 *
 * <p>A slot without candle in an answered page is empty for good when the exchange has a later
 * candle of the pair and the slot is older than {@link #GRACE} candles: until then the candle may
 * only be late.
 */
public final class Backfill {
  /** Most candles in a batch, give or take a page. */
  private static final int BATCH_CANDLES = 50_000;

  /** Most pages in a batch: pages may be small, or empty. */
  private static final int BATCH_PAGES = 1_000;

  /** The newest candles, which may be late or corrected still. */
  public static final int GRACE = 3;

  /** Pages of an exchange asked for at once; its limiter decides how fast they go. */
  static final int IN_FLIGHT = 4;

  private static final long CALLS_END_SECONDS = 10;

  private final SlotGrid grid;
  private final long now;
  private final Batch.Sink sink;
  private final int batchCandles;
  private final Listener listener;
  private final BlockingQueue<RequestQueue.Answer> answers = new LinkedBlockingQueue<>();
  private final List<PairFetch> all = new ArrayList<>();

  private List<Batch.Received> first = new ArrayList<>();
  private List<Batch.Received> again = new ArrayList<>();
  private int pages;

  /**
   * @param now a candle that has not closed by then is neither asked for nor expected
   */
  public Backfill(Interval interval, Instant now, Batch.Sink sink, Listener listener) {
    this(interval, now, sink, BATCH_CANDLES, listener);
  }

  Backfill(Interval interval, Instant now, Batch.Sink sink, int batchCandles, Listener listener) {
    this.batchCandles = batchCandles;
    this.grid = new SlotGrid(interval);
    this.now = grid.slot(now);
    this.sink = requireNonNull(sink, "sink is null");
    this.listener = requireNonNull(listener, "listener is null");
  }

  /** Hears how many candles of all that are wanted are done, whenever a page is answered. */
  public interface Listener {
    /** Called by the thread that runs the backfill. */
    void fetched(long doneCandles, long totalCandles);
  }

  /**
   * How it went.
   *
   * @param failures one line a pair that is not complete, or an exchange that was given up
   * @param unreachable why no exchange answered anything, where that is so
   */
  public record Outcome(List<String> failures, Optional<String> unreachable) {
    public Outcome {
      failures = List.copyOf(failures);
      requireNonNull(unreachable, "unreachable is null");
    }
  }

  /** Fetches what is requested. Whatever the sink throws ends it at once. */
  public Outcome run(List<PairRequest> wanted) {
    Map<String, RequestQueue> queues = new LinkedHashMap<>();
    for (PairRequest one : wanted) {
      PairFetch pair = new PairFetch(one, grid, now);
      all.add(pair);
      queues.computeIfAbsent(one.exchange(), RequestQueue::new).add(pair);
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(Math.max(1, queues.size() * IN_FLIGHT), Backfill::daemon);
    try {
      fetch(List.copyOf(queues.values()), threads);
    } finally {
      end(threads);
    }
    flush();
    return outcome(List.copyOf(queues.values()));
  }

  private void fetch(List<RequestQueue> queues, ExecutorService threads) {
    int inFlight = 0;
    while (true) {
      for (RequestQueue queue : queues) {
        for (Optional<RequestQueue.Task> task = queue.next();
            task.isPresent();
            task = queue.next()) {
          RequestQueue.Task next = task.get();
          threads.execute(() -> answers.add(next.answer()));
          inFlight++;
        }
      }
      if (inFlight == 0) {
        return;
      }
      take().settle(this);
      inFlight--;
      listener.fetched(done(), total());
    }
  }

  /** Calls in flight are given up; none is made after this. */
  private static void end(ExecutorService threads) {
    threads.shutdownNow();
    try {
      threads.awaitTermination(CALLS_END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private RequestQueue.Answer take() {
    try {
      return answers.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for an exchange", e);
    }
  }

  /** Adds the candles of an answered page to the batch, and keeps the batch when it is full. */
  void add(List<Batch.Received> newFirst, List<Batch.Received> newAgain) {
    first.addAll(newFirst);
    again.addAll(newAgain);
    pages++;
    if (first.size() + again.size() >= batchCandles || pages >= BATCH_PAGES) {
      flush();
    }
  }

  private void flush() {
    List<Batch.Empty> empty = new ArrayList<>();
    for (PairFetch pair : all) {
      for (SlotSpan span : pair.takeConfirmedEmpty(now - GRACE).spans()) {
        empty.add(new Batch.Empty(pair.wanted(), span));
      }
    }
    Batch batch = new Batch(first, again, empty);
    first = new ArrayList<>();
    again = new ArrayList<>();
    pages = 0;
    if (!batch.first().isEmpty() || !batch.again().isEmpty() || !batch.empty().isEmpty()) {
      sink.keep(batch);
    }
  }

  private Outcome outcome(List<RequestQueue> queues) {
    List<String> failures = new ArrayList<>();
    queues.forEach(queue -> failures.addAll(queue.failures()));
    List<RequestQueue> unreachable = queues.stream().filter(RequestQueue::isUnreachable).toList();
    boolean none = !queues.isEmpty() && unreachable.size() == queues.size();
    return new Outcome(
        failures, none ? Optional.of(String.join("; ", failures)) : Optional.empty());
  }

  private long done() {
    return all.stream().mapToLong(PairFetch::done).sum();
  }

  private long total() {
    return all.stream().mapToLong(PairFetch::total).sum();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "backfill");
    thread.setDaemon(true);
    return thread;
  }
}
