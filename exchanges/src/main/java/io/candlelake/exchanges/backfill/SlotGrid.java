package io.candlelake.exchanges.backfill;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.TimeRange;
import java.time.Instant;

/** The slots that candles of an interval open at, numbered since 1970. */
public record SlotGrid(Interval interval) {
  public SlotGrid {
    requireNonNull(interval, "interval is null");
  }

  /** The slot that {@code time} falls in. */
  public long slot(Instant time) {
    return Math.floorDiv(time.toEpochMilli(), step());
  }

  /** When the slot opens. */
  public Instant openTime(long slot) {
    return Instant.ofEpochMilli(slot * step());
  }

  /** Whether a candle can open then. */
  public boolean opensAt(Instant time) {
    return openTime(slot(time)).equals(time);
  }

  /** From the first open time to the one behind the last. */
  public TimeRange range(SlotSpan span) {
    return new TimeRange(openTime(span.from()), openTime(span.to()));
  }

  /** The slots that open in {@code range}. */
  public SlotSet slots(TimeRange range) {
    return SlotSet.between(firstFrom(range.from()), firstFrom(range.to()));
  }

  /** The slots of {@code coarser} that a span of this grid touches. */
  SlotSpan covering(SlotSpan span, SlotGrid coarser) {
    long from = Math.floorDiv(span.from() * step(), coarser.step());
    long to = -Math.floorDiv(-span.to() * step(), coarser.step());
    return new SlotSpan(from, to);
  }

  /** The slots of this grid in slots of a coarser one. */
  SlotSet within(SlotSet coarse, SlotGrid coarser) {
    long factor = coarser.step() / step();
    return SlotSet.of(
        coarse.spans().stream()
            .map(span -> new SlotSpan(span.from() * factor, span.to() * factor))
            .toList());
  }

  private long firstFrom(Instant time) {
    return opensAt(time) ? slot(time) : slot(time) + 1;
  }

  private long step() {
    return interval.length().toMillis();
  }
}
