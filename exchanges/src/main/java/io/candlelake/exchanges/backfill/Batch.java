package io.candlelake.exchanges.backfill;

import static java.util.Objects.requireNonNull;

import io.candlelake.exchanges.ExchangeCandle;
import java.util.List;

/**
 * What some answered pages brought, to be kept whole or not at all.
 *
 * @param first candles of slots that had none, one a slot
 * @param again candles of slots that have one, or off the grid: the same or a correction
 * @param empty spans that the exchange has no candles for
 */
public record Batch(List<Received> first, List<Received> again, List<Empty> empty) {
  public Batch {
    first = List.copyOf(first);
    again = List.copyOf(again);
    empty = List.copyOf(empty);
  }

  /** A candle and whose it is. */
  public record Received(PairRequest of, ExchangeCandle candle) {
    public Received {
      requireNonNull(of, "of is null");
      requireNonNull(candle, "candle is null");
    }
  }

  /** A span without candles and whose it is. */
  public record Empty(PairRequest of, SlotSpan span) {
    public Empty {
      requireNonNull(of, "of is null");
      requireNonNull(span, "span is null");
    }
  }

  /** Keeps batches, one after another. */
  public interface Sink {
    /** Stores it durably; once it returns, nothing of it is requested again. */
    void keep(Batch batch);
  }
}
