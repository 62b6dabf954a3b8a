package io.candlelake.jobs.validate;

import io.candlelake.common.config.Config.ListingCorrection.Event;
import io.candlelake.common.market.EpochMicros;
import io.candlelake.jobs.validate.Reviewed.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * Walks the sorted candles of a partition, slot by slot, series by series: one result for each
 * candle received, one for each slot without valid candle between two valid ones of one series, and
 * one for each slot held. Holds one slot and a few numbers at a time.
 *
 * <p>A series is cut into listings where it breaks: at a candle of another series, by {@link
 * PriceJudge}, or where the user says so. Nothing is bridged across a break.
 */
final class SeriesReview implements Iterator<Reviewed> {
  private final Iterator<ReceivedCandle> rows;
  private final Limits limits;
  private final Deque<Reviewed> ready = new ArrayDeque<>();
  private ReceivedCandle pending;

  /** The series being walked. */
  private ReceivedCandle series;

  private PriceJudge judge;

  /** The number of the listing being walked; 0 before the first candle is accepted. */
  private int listing;

  /** What the next candle accepted begins, if anything. */
  private Optional<ListingStart> nextStart = Optional.empty();

  /** The last candle accepted in the listing. */
  private ReceivedCandle accepted;

  /** The slots held since then. */
  private final Set<Long> held = new HashSet<>();

  /** Slots after the last accepted candle of which the source says that nothing was traded. */
  private final Set<Long> withoutTrade = new HashSet<>();

  private final FileOrder order = new FileOrder();

  private long unchanged;

  /** The last row of the slot before. */
  private ReceivedCandle before;

  SeriesReview(Iterator<ReceivedCandle> rows, Limits limits) {
    this.rows = rows;
    this.limits = limits;
    this.pending = rows.hasNext() ? rows.next() : null;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && pending != null) {
      reviewSlot();
    }
    return !ready.isEmpty();
  }

  @Override
  public Reviewed next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void reviewSlot() {
    if (series == null || !series.isOfSameSeries(pending)) {
      startSeries(pending);
    }
    if (!pending.hasTime()) {
      reviewTimeless(pending);
      pending = rows.hasNext() ? rows.next() : null;
      return;
    }
    if (pending.saysNoTrade()) {
      withoutTrade.add(pending.openMicros());
      pending = rows.hasNext() ? rows.next() : null;
      return;
    }
    List<ReceivedCandle> slot = new ArrayList<>(1);
    ReceivedCandle first = pending;
    while (pending != null
        && first.isOfSameSeries(pending)
        && pending.openMicros() == first.openMicros()) {
      if (!pending.saysNoTrade()) {
        slot.add(pending);
      }
      pending = rows.hasNext() ? rows.next() : null;
    }
    reviewSlot(slot);
    before = slot.get(slot.size() - 1);
  }

  private void startSeries(ReceivedCandle first) {
    series = first;
    listing = 0;
    before = null;
    order.restart();
    expect(ListingStart.detected(ListingEvent.FIRST, Double.NaN));
  }

  /** The next candle accepted begins another listing: nothing before it counts. */
  private void expect(ListingStart start) {
    judge = new PriceJudge(limits);
    nextStart = Optional.of(start);
    accepted = null;
    held.clear();
    withoutTrade.clear();
    unchanged = 0;
  }

  private void reviewSlot(List<ReceivedCandle> slot) {
    Optional<Correction> correction = correctionBefore(slot.get(0));
    double closeBefore = judge.acceptedClose();
    if (correction.isPresent() && correction.get().event() != Event.CONTINUES) {
      expect(correction.get().start());
    }
    Reviewed[] reviews = new Reviewed[slot.size()];
    int chosen = -1;
    int revision = -1;
    for (int i = 0; i < slot.size(); i++) {
      ReceivedCandle row = slot.get(i);
      Reviewed review = judge(row, correction);
      ReceivedCandle previous = previousOfKind(slot, i);
      boolean repeats = previous != null && previous.hasSameValues(row);
      review.duplicate = repeats;
      review.conflict = previous != null && !repeats && previous.isOfSameFetch(row);
      review.arrivedEarly = before != null && order.isAgainst(row, before);
      boolean first = chosen < 0;
      boolean preferred = first || !row.isFromTrades() || slot.get(chosen).isFromTrades();
      if (review.valid && preferred && (first || !slot.get(chosen).hasSameValues(row))) {
        chosen = i;
        revision++;
      } else if (review.valid && !row.isFromTrades() && slot.get(chosen).isFromTrades()) {
        // The exchange itself says the same: no revision, but now it is the exchange's word.
        chosen = i;
      }
      review.revision = Math.max(0, revision);
      reviews[i] = review;
    }
    if (chosen >= 0) {
      reviews[chosen].start.ifPresent(this::expect);
      long gap = accepted == null ? 0 : bridge(slot.get(chosen));
      accept(slot.get(chosen), reviews[chosen], gap, closeBefore);
    } else {
      hold(slot.get(0));
    }
    rememberSound(reviews);
    int counted = chosen >= 0 ? chosen : slot.size() - 1;
    for (int i = 0; i < slot.size(); i++) {
      reviews[i].counted = i == counted;
      if (i == chosen) {
        reviews[i].chosen = true;
        reviews[i].listing = listing;
      } else {
        reviews[i].start = Optional.empty();
      }
      finish(reviews[i]);
    }
  }

  private void finish(Reviewed review) {
    review.raised |= CandleChecks.raisedAmongOthers(review, limits);
    ready.add(review);
  }

  /**
   * The row before that one among those of its kind; null if it is the first. Candles that we built
   * from trades stand apart from those a source gave: they neither repeat nor contradict them, and
   * yield to them whenever they came.
   */
  private static ReceivedCandle previousOfKind(List<ReceivedCandle> slot, int index) {
    for (int i = index - 1; i >= 0; i--) {
      if (slot.get(i).isFromTrades() == slot.get(index).isFromTrades()) {
        return slot.get(i);
      }
    }
    return null;
  }

  /** What the user says of the time between the last candle accepted and that row. */
  private Optional<Correction> correctionBefore(ReceivedCandle row) {
    return accepted == null
        ? Optional.empty()
        : limits.correction(
            row.exchange().toString(),
            row.pair().toString(),
            accepted.openMicros(),
            row.openMicros());
  }

  private Reviewed judge(ReceivedCandle row, Optional<Correction> correction) {
    Reviewed review = Reviewed.of(row);
    review.raised = CandleChecks.raisedAlone(review, limits);
    if (failsAlone(review)) {
      return review;
    }
    PriceJudge.Judgement judgement =
        accepted != null && correction.isPresent()
            ? judge.judgeContinued(row.numbers())
            : judge.judge(row.numbers(), row.evidence());
    review.valid = judgement.absurd().isEmpty();
    review.absurd = judgement.absurd();
    review.deviations = judgement.deviations();
    review.start = judgement.start();
    return review;
  }

  /** Before it is seen among others. */
  private static boolean failsAlone(Reviewed review) {
    return CandleChecks.rejects(review.raised);
  }

  /** Emits the slot of a rejected candle, if it is one that could have had a candle by now. */
  private void hold(ReceivedCandle rejected) {
    long openMicros = rejected.openMicros();
    long step = limits.interval().micros();
    boolean couldBe = openMicros % step == 0 && openMicros + step <= EpochMicros.of(limits.now());
    if (accepted != null && couldBe) {
      held.add(openMicros);
      ready.add(hole(openMicros, Kind.HELD, 1));
    }
  }

  /** Emits the slots between the last accepted candle and this one; returns how many. */
  private long bridge(ReceivedCandle next) {
    long step = limits.interval().micros();
    long slots = (next.openMicros() - accepted.openMicros()) / step - 1;
    for (long i = 1; i <= slots; i++) {
      long openMicros = accepted.openMicros() + i * step;
      boolean filled = i <= limits.maxFillBars() && !held.contains(openMicros);
      ready.add(hole(openMicros, filled ? Kind.FILLED : Kind.MISSING, slots));
    }
    return slots;
  }

  private void accept(ReceivedCandle candle, Reviewed review, long gap, double closeBefore) {
    CandlePrices prices = candle.numbers();
    boolean still =
        accepted != null
            && gap == 0
            && prices.high() == judge.acceptedClose()
            && prices.low() == judge.acceptedClose();
    unchanged = still ? unchanged + 1 : 0;
    review.gapBars = gap;
    review.unchangedBars = unchanged;
    if (nextStart.isPresent()) {
      listing++;
      review.start = nextStart;
      review.priceRatio = prices.open() / closeBefore;
      nextStart = Optional.empty();
    }
    judge.accept(prices);
    accepted = candle;
    held.clear();
    withoutTrade.clear();
  }

  private void rememberSound(Reviewed[] slot) {
    boolean told = false;
    for (Reviewed review : slot) {
      ReceivedCandle row = review.candle();
      if (!failsAlone(review) && !(told && row.isFromTrades())) {
        judge.remember(row.numbers());
        told |= !row.isFromTrades();
      }
    }
  }

  private void reviewTimeless(ReceivedCandle row) {
    Reviewed review = Reviewed.of(row);
    review.counted = true;
    review.raised = CandleChecks.raisedAlone(review, limits);
    finish(review);
  }

  /** A slot without a valid candle, which stands at the last close. */
  private Reviewed hole(long openMicros, Kind kind, long slots) {
    Reviewed review = Reviewed.hole(kind, accepted, openMicros);
    review.gapBars = slots;
    review.saidNoTrade = withoutTrade.contains(openMicros);
    review.listing = listing;
    return review;
  }
}
