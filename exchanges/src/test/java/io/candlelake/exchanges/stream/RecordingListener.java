package io.candlelake.exchanges.stream;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.StreamListener;
import io.candlelake.exchanges.StreamPort;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A listener that writes everything down. */
public final class RecordingListener implements StreamListener {
  private static final long LOOK_MILLIS = 50;

  /** An event that the listener received. */
  public sealed interface Entry {}

  public record Traded(Pair pair, ExchangeTrade trade) implements Entry {}

  public record Booked(Pair pair, ExchangeOrderBook book) implements Entry {}

  public record Ticked(Pair pair, ExchangeOrderBook top) implements Entry {}

  public record Candled(Pair pair, Interval interval, ExchangeCandle candle) implements Entry {}

  public record Malformed(String symbol, String text, String reason) implements Entry {}

  public record Unknown(String kind) implements Entry {}

  public record Refused(Pair pair, StreamPort.Channel channel, String reason) implements Entry {}

  public record ImpossibleTime(Pair pair, String detail) implements Entry {}

  public record Gap(Pair pair, String detail) implements Entry {}

  public record Disconnected(String reason) implements Entry {}

  public final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
  public final AtomicLong messages = new AtomicLong();

  /** The next entry, waited for. */
  Entry next() throws InterruptedException {
    Entry entry = entries.poll(20, TimeUnit.SECONDS);
    if (entry == null) {
      throw new AssertionError("nothing told");
    }
    return entry;
  }

  /**
   * Waits until the condition holds; looks at every message, and now and then between them for what
   * does not come from here.
   *
   * @return whether it came to hold in time
   */
  public synchronized boolean await(BooleanSupplier condition, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (leftMillis <= 0) {
        return false;
      }
      try {
        wait(Math.min(leftMillis, LOOK_MILLIS));
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
    }
    return true;
  }

  /** Whether a message comes within that time. */
  public boolean hearsWithin(Duration time) {
    long before = messages.get();
    return await(() -> messages.get() > before, time);
  }

  private synchronized void add(Entry entry) {
    entries.add(entry);
    notifyAll();
  }

  public <E extends Entry> List<E> all(Class<E> type) {
    return entries.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public synchronized void heard() {
    messages.incrementAndGet();
    notifyAll();
  }

  @Override
  public void trade(Pair pair, ExchangeTrade trade) {
    add(new Traded(pair, trade));
  }

  @Override
  public void orderBook(Pair pair, ExchangeOrderBook book) {
    add(new Booked(pair, book));
  }

  @Override
  public void ticker(Pair pair, ExchangeOrderBook top) {
    add(new Ticked(pair, top));
  }

  @Override
  public void candle(Pair pair, Interval interval, ExchangeCandle candle) {
    add(new Candled(pair, interval, candle));
  }

  @Override
  public void malformed(String symbol, String text, String reason) {
    add(new Malformed(symbol, text, reason));
  }

  @Override
  public void unknown(String kind, String text) {
    add(new Unknown(kind));
  }

  @Override
  public void refused(Pair pair, StreamPort.Channel channel, String reason) {
    add(new Refused(pair, channel, reason));
  }

  @Override
  public void impossibleTime(Pair pair, String detail) {
    add(new ImpossibleTime(pair, detail));
  }

  @Override
  public void bookGap(Pair pair, String detail) {
    add(new Gap(pair, detail));
  }

  @Override
  public void disconnected(String reason) {
    add(new Disconnected(reason));
  }
}
