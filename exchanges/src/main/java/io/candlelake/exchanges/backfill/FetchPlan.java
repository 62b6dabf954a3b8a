package io.candlelake.exchanges.backfill;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.TimeRange;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Which slots of a pair to ask an exchange for.
 *
 * @param missing closed, not known, not confirmed empty
 * @param again known, but rejected by our checks or so new that they may be corrected
 * @param notServed missing too, but older than the exchange serves
 * @param newestKnown the newest slot with a candle, wanted or not
 */
public record FetchPlan(
    SlotSet missing, SlotSet again, SlotSet notServed, OptionalLong newestKnown) {
  public FetchPlan {
    requireNonNull(missing, "missing is null");
    requireNonNull(again, "again is null");
    requireNonNull(notServed, "notServed is null");
    requireNonNull(newestKnown, "newestKnown is null");
  }

  /**
   * The plan for a pair.
   *
   * @param range wanted open times
   * @param now candles that have not closed by then are not wanted
   * @param depth how many of the newest candles the exchange serves
   * @param known slots with a candle
   * @param empty slots confirmed empty
   * @param rejected slots whose candle our checks rejected
   */
  public static FetchPlan of(
      SlotGrid grid,
      TimeRange range,
      Instant now,
      OptionalInt depth,
      SlotSet known,
      SlotSet empty,
      SlotSet rejected) {
    long open = grid.slot(now);
    SlotSet closed = grid.slots(range).before(open);
    long served = depth.isPresent() ? open - depth.getAsInt() : Long.MIN_VALUE;
    SlotSet missing = closed.minus(known).minus(empty);
    OptionalLong newest = known.newest();
    SlotSet newestOnes =
        newest.isPresent() ? known.from(newest.getAsLong() + 1 - Backfill.GRACE) : SlotSet.EMPTY;
    SlotSet again = newestOnes.plus(rejected.within(known)).within(closed).from(served);
    return new FetchPlan(missing.from(served), again, missing.before(served), newest);
  }
}
