package io.candlelake.exchanges;

import io.candlelake.common.market.Pair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Historical trades of an exchange, page by page in ascending order. */
public interface TradePort {
  /** How many of the newest trades it serves at most; empty when it serves all history. */
  OptionalInt depth();

  /**
   * How far back in time it serves; empty when only {@link #depth} bounds it. Asking for what is
   * older fails as permanent, it does not pass for "no trades".
   */
  default Optional<Duration> reach() {
    return Optional.empty();
  }

  /** Where to start reading: before the first trade at or after {@code time}. */
  TradeCursor at(Pair pair, Instant time);

  /** Where to go on behind a trade whose raw id is known; empty if ids cannot be asked for. */
  Optional<TradeCursor> after(Pair pair, String tradeId);

  /**
   * Whether a pair's ids are whole numbers that rise by one with each trade, so that a jump is a
   * loss.
   */
  default boolean idsAreContiguous() {
    return false;
  }

  /**
   * The next trades, ascending; empty trades mean that there are none yet.
   *
   * @throws ExchangeFailure when the exchange did not answer it
   */
  Page next(Pair pair, TradeCursor cursor);

  /** Some trades and where to go on. */
  record Page(List<ExchangeTrade> trades, TradeCursor next) {
    public Page {
      trades = List.copyOf(trades);
    }
  }

  /** A place in the exchange's trades; only the port that made it can read it. */
  record TradeCursor(String value) {}
}
