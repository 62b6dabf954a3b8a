package io.candlelake.common.strategy;

import java.io.Serializable;
import java.util.Set;

/** Forbids entries that a rule would make. */
public interface EntryFilter extends Serializable {
  /**
   * For each candle whether it allows an entry; what it says of a candle depends on nothing later.
   * It forbids where a value that it needs is unknown.
   *
   * @param side 1 long, −1 short
   */
  boolean[] allows(PairSeries series, int side);

  /** As {@link SignalRule#reads}. */
  default Set<String> reads() {
    return Set.of();
  }
}
