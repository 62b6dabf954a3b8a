package io.candlelake.exchanges.backfill;

import static java.util.Objects.requireNonNull;

import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How far one pair is. Its state belongs to one thread; only its calls run on others. */
final class PairFetch {
  private enum Stage {
    TO_SEARCH,
    SEARCHING,
    PAGING
  }

  private final PairRequest wanted;
  private final SlotGrid grid;
  private final Optional<EmptySpanSearch> search;
  private Stage stage;
  private final Deque<SlotSpan> pages = new ArrayDeque<>();
  private int inFlight;
  private final SlotSet slots;
  private final List<SlotSpan> empty = new ArrayList<>();
  private long newest;
  private long total;
  private long done;
  private Optional<String> firstFailure = Optional.empty();

  PairFetch(PairRequest wanted, SlotGrid grid, long now) {
    this.wanted = requireNonNull(wanted, "wanted is null");
    this.grid = requireNonNull(grid, "grid is null");
    this.newest = wanted.newestKnown().orElse(Long.MIN_VALUE);
    this.slots = wanted.slots();
    this.total = slots.size();
    this.search =
        EmptySpanSearch.of(wanted, grid, now).filter(worth -> worth.isWorthIt(wanted.missing()));
    if (search.isPresent()) {
      stage = Stage.TO_SEARCH;
    } else {
      page(SlotSet.EMPTY);
    }
  }

  /** A call to the exchange. */
  interface Call {
    /** Makes it, on any thread. */
    Effect make();
  }

  /** What an answer means for the pair. */
  interface Effect {
    void apply(Backfill backfill);
  }

  PairRequest wanted() {
    return wanted;
  }

  /** The next call, if one may be made before others are answered. */
  Optional<Call> next() {
    if (stage == Stage.TO_SEARCH) {
      stage = Stage.SEARCHING;
      inFlight++;
      return Optional.of(new SearchCall());
    }
    if (pages.isEmpty()) {
      return Optional.empty();
    }
    inFlight++;
    return Optional.of(new PageCall(pages.remove()));
  }

  void settled() {
    inFlight--;
  }

  boolean isDone() {
    return stage == Stage.PAGING && pages.isEmpty() && inFlight == 0;
  }

  long done() {
    return done;
  }

  /** Slots to ask for; the search makes them fewer. */
  long total() {
    return total;
  }

  /** A call failed for good: its slots stay missing, and the rest too where no call can succeed. */
  void failed(ExchangeFailure failure) {
    if (firstFailure.isEmpty()) {
      firstFailure = Optional.of(String.valueOf(failure.getMessage()));
    }
    if (failure.kind() == ExchangeFailure.Kind.PERMANENT) {
      pages.clear();
    }
    stage = Stage.PAGING;
  }

  /** What is not complete and why, in one line. */
  Optional<String> failure() {
    return firstFailure.map(
        reason -> wanted + ": " + (total - done) + " candles are missing still, " + reason);
  }

  /** The slots known to be empty for good, each told once. */
  SlotSet takeConfirmedEmpty(long graceFrom) {
    SlotSet all = SlotSet.of(empty);
    SlotSet confirmed = all.before(Math.min(newest, graceFrom));
    empty.clear();
    empty.addAll(all.minus(confirmed).spans());
    return confirmed;
  }

  private void page(SlotSet foundEmpty) {
    stage = Stage.PAGING;
    empty.addAll(foundEmpty.spans());
    SlotSet left = slots.minus(foundEmpty);
    total = left.size();
    pages.addAll(left.pages(wanted.port().pageSize()));
  }

  private final class SearchCall implements Call {
    @Override
    public Effect make() {
      SlotSet found = search.orElseThrow().empties(wanted.missing());
      return backfill -> page(found);
    }
  }

  private final class PageCall implements Call {
    private final SlotSpan page;

    PageCall(SlotSpan page) {
      this.page = page;
    }

    @Override
    public Effect make() {
      List<ExchangeCandle> candles =
          wanted.port().candles(wanted.pair(), grid.interval(), grid.range(page));
      return backfill -> take(candles, backfill);
    }

    /** All as received, a slot told twice too, for checks to see; nothing from outside the page. */
    private void take(List<ExchangeCandle> candles, Backfill backfill) {
      List<ExchangeCandle> inPage =
          candles.stream()
              .filter(candle -> grid.range(page).contains(candle.openTime()))
              .sorted(Comparator.comparing(ExchangeCandle::openTime))
              .toList();
      List<Batch.Received> first = new ArrayList<>();
      List<Batch.Received> again = new ArrayList<>();
      List<SlotSpan> present = new ArrayList<>();
      for (ExchangeCandle candle : inPage) {
        long slot = grid.slot(candle.openTime());
        boolean onGrid = grid.opensAt(candle.openTime());
        boolean isFirst = onGrid && wanted.missing().contains(slot);
        (isFirst ? first : again).add(new Batch.Received(wanted, candle));
        if (onGrid) {
          present.add(new SlotSpan(slot, slot + 1));
        }
      }
      SlotSet found = SlotSet.of(present);
      SlotSet askedMissing = wanted.missing().within(page);
      empty.addAll(answeredEmpty(askedMissing, found).spans());
      newest = Math.max(newest, found.newest().orElse(Long.MIN_VALUE));
      done += slots.within(page).size();
      backfill.add(first, again);
    }

    /** An exchange of limited depth says nothing of the slots before the first it serves. */
    private SlotSet answeredEmpty(SlotSet asked, SlotSet found) {
      SlotSet without = asked.minus(found);
      if (wanted.port().depth().isEmpty()) {
        return without;
      }
      OptionalLong oldest =
          found.isEmpty() ? OptionalLong.empty() : OptionalLong.of(found.spans().get(0).from());
      return oldest.isPresent() ? without.from(oldest.getAsLong()) : SlotSet.EMPTY;
    }
  }
}
