package io.candlelake.exchanges.backfill;

/**
 * Neighbouring slots {@code [from, to)}, as numbers of candles since 1970.
 *
 * @param to exclusive
 */
public record SlotSpan(long from, long to) {
  public SlotSpan {
    if (from >= to) {
      throw new IllegalArgumentException("empty span: from " + from + " to " + to);
    }
  }

  public long size() {
    return to - from;
  }
}
