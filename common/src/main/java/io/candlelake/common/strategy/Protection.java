package io.candlelake.common.strategy;

import java.io.Serializable;

/** Keeps a strategy from entering after what happened to its own trades. */
public interface Protection extends Serializable {
  /**
   * A new memory, empty, for one portfolio.
   *
   * @param barMicros microseconds of a candle
   */
  Guard guard(long barMicros);

  /** Remembers the trades of one portfolio as they end, and says when not to enter. */
  interface Guard {
    /** A trade has ended; they come in order of exit time. */
    void ended(EndedTrade trade);

    /** Whether the pair may not be entered at that time, after all that ended by then. */
    boolean blocks(String pair, long timeMicros);
  }

  /**
   * A trade at its end.
   *
   * @param pair exchange and pair
   * @param reason why it ended, as {@code gold.trades.exit_reason}
   * @param netReturn net profit ÷ value at entry
   * @param equity cash and the cost of what is open, after the trade was paid out
   */
  record EndedTrade(
      String pair, long exitTimeMicros, String reason, double netReturn, double equity) {}
}
