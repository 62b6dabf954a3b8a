package io.candlelake.exchanges.backfill;

/**
 * Neighbouring slots {@code [from, to)}, as numbers of candles since 1970.
 *
 * @param to exclusive
 */
public record Span(long from, long to) {
  public Span {
    if (from >= to) {
      throw new IllegalArgumentException("empty span: from " + from + " to " + to);
    }
  }

  public long size() {
    return to - from;
  }
}
