package io.candlelake.exchanges;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Historical candles of an exchange, one page a call. */
public interface CandlePort {
  /** The intervals it serves. */
  Set<Interval> intervals();

  /** Most candles in one page. */
  int pageSize();

  /** How many of the newest candles it serves at most; empty when it serves all history. */
  OptionalInt depth();

  /**
   * The candles that open in {@code range}, ascending and final: a candle that has not closed yet
   * by the exchange's clock is left out. The range holds at most {@link #pageSize} slots; a slot
   * without a candle is one the exchange says it has none for.
   *
   * @throws ExchangeFailure when the exchange did not answer it
   */
  List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range);
}
