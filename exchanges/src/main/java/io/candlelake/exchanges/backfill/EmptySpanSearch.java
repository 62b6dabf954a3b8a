package io.candlelake.exchanges.backfill;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.CandlePort;
import io.candlelake.exchanges.ExchangeCandle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds out cheaply where a pair has no candles at all: before it was listed, after it was taken
 * off, in long halts. It asks for the longest candles the exchange has; a day without daily candle
 * has no minute candle either. One page of daily candles stands for a thousand pages of minutes.
 */
final class EmptySpanSearch {
  /** A span of fewer pages is simply asked for. */
  private static final int PAGES_WORTH_IT = 3;

  private final CandlePort port;
  private final Pair pair;
  private final SlotGrid grid;
  private final SlotGrid coarse;
  private final long now;

  /**
   * @param now the slot of {@code grid} that is open now
   */
  private EmptySpanSearch(CandlePort port, Pair pair, SlotGrid grid, SlotGrid coarse, long now) {
    this.port = requireNonNull(port, "port is null");
    this.pair = requireNonNull(pair, "pair is null");
    this.grid = requireNonNull(grid, "grid is null");
    this.coarse = requireNonNull(coarse, "coarse is null");
    this.now = now;
  }

  /**
   * The search for that pair; empty where the exchange has no longer candles, or little history.
   */
  static Optional<EmptySpanSearch> of(PairRequest wanted, SlotGrid grid, long now) {
    return wanted.port().depth().isPresent()
        ? Optional.empty()
        : wanted.port().intervals().stream()
            .filter(interval -> interval.compareTo(grid.interval()) > 0)
            .max(Comparator.<Interval>naturalOrder())
            .map(
                interval ->
                    new EmptySpanSearch(
                        wanted.port(), wanted.pair(), grid, new SlotGrid(interval), now));
  }

  /** Whether the set has a span that is long enough to search. */
  boolean isWorthIt(SlotSet slots) {
    return slots.spans().stream().anyMatch(this::isLong);
  }

  /**
   * The slots of long spans that lie in no longer candle.
   *
   * @throws io.candlelake.exchanges.ExchangeFailure when the exchange did not answer
   */
  SlotSet empties(SlotSet slots) {
    List<SlotSpan> empty = new ArrayList<>();
    for (SlotSpan span : slots.spans()) {
      if (isLong(span)) {
        empty.addAll(empties(span).spans());
      }
    }
    return SlotSet.of(empty);
  }

  private SlotSet empties(SlotSpan span) {
    SlotSpan asked = grid.covering(span, coarse);
    long closed = Math.min(asked.to(), coarse.slot(grid.openTime(now)));
    SlotSet all = SlotSet.between(asked.from(), closed);
    SlotSet found = found(all, coarse);
    SlotSet emptyHere =
        grid.within(all.minus(found), coarse).within(SlotSet.between(span.from(), span.to()));
    return found.isEmpty() && hasCandlesAtItsEnd(span) ? SlotSet.EMPTY : emptyHere;
  }

  /** Guards against an exchange that has no long candles where it has short ones. */
  private boolean hasCandlesAtItsEnd(SlotSpan span) {
    long from = Math.max(span.from(), span.to() - port.pageSize());
    return !found(SlotSet.between(from, span.to()), grid).isEmpty();
  }

  private SlotSet found(SlotSet slots, SlotGrid on) {
    List<SlotSpan> found = new ArrayList<>();
    for (SlotSpan page : slots.pages(port.pageSize())) {
      for (ExchangeCandle candle : port.candles(pair, on.interval(), on.range(page))) {
        long slot = on.slot(candle.openTime());
        found.add(new SlotSpan(slot, slot + 1));
      }
    }
    return SlotSet.of(found);
  }

  private boolean isLong(SlotSpan span) {
    return span.size() > (long) PAGES_WORTH_IT * port.pageSize();
  }
}
