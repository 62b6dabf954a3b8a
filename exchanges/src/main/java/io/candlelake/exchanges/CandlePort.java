package io.candlelake.exchanges;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Historical candles of an exchange, one page a call.
 *
 * @param intervals the intervals it serves
 * @param pageSize most candles in one page
 * @param depth how many of the newest candles it serves at most; empty when it serves all history
 */
public record CandlePort(Set<Interval> intervals, int pageSize, OptionalInt depth, Pages pages) {
  public CandlePort {
    intervals = Set.copyOf(intervals);
    requireNonNull(depth, "depth is null");
    requireNonNull(pages, "pages is null");
  }

  /** A port that serves all history. */
  public CandlePort(Set<Interval> intervals, int pageSize, Pages pages) {
    this(intervals, pageSize, OptionalInt.empty(), pages);
  }

  /** Requests a page. */
  @FunctionalInterface
  public interface Pages {
    List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range);
  }

  /**
   * The candles that open in {@code range}, ascending and final: a candle that has not closed yet
   * by the exchange's clock is left out. The range holds at most {@link #pageSize} slots; a slot
   * without a candle is one for which the exchange has none.
   *
   * @throws ExchangeFailure when the exchange did not answer
   */
  public List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range) {
    return pages.candles(pair, interval, range);
  }
}
