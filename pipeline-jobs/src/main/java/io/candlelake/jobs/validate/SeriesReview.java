package io.candlelake.jobs.validate;

import io.candlelake.common.config.Config.ListingCorrection.Event;
import io.candlelake.common.market.EpochMicros;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Walks the sorted rows of a partition, slot by slot, series by series. Holds one slot and a few
 * numbers at a time.
 *
 * <p>A series is cut into listings where it breaks: at a candle of another series, by {@link
 * PriceJudge}, or where the user says so. Nothing is bridged across a break.
 */
final class SeriesReview implements Iterator<Row> {
  private static final int EXCHANGE = Review.ROW.fieldIndex("exchange");
  private static final int PAIR = Review.ROW.fieldIndex("pair");
  private static final int INTERVAL = Review.ROW.fieldIndex("interval");
  private static final int SYMBOL = Review.ROW.fieldIndex("symbol");
  private static final int OPEN_MICROS = Review.ROW.fieldIndex("open_micros");
  private static final int OPEN = Review.ROW.fieldIndex("open");
  private static final int HIGH = Review.ROW.fieldIndex("high");
  private static final int LOW = Review.ROW.fieldIndex("low");
  private static final int CLOSE = Review.ROW.fieldIndex("close");
  private static final int VOLUME = Review.ROW.fieldIndex("volume");
  private static final int TRADES = Review.ROW.fieldIndex("trades");
  private static final int SOURCE = Review.ROW.fieldIndex("source");
  private static final int SOURCE_REF = Review.ROW.fieldIndex("source_ref");
  private static final int RAW = Review.ROW.fieldIndex("raw");
  private static final int FETCHED_AT = Review.ROW.fieldIndex("fetched_at");
  private static final int FAILS_ALONE = Review.INPUT.fieldIndex("fails_alone");
  private static final int NO_TRADE = Review.INPUT.fieldIndex("no_trade");
  private static final int OTHERS_MOVING = Review.INPUT.fieldIndex("others_moving");
  private static final int LOW_ELSEWHERE = Review.INPUT.fieldIndex("low_elsewhere");
  private static final int HIGH_ELSEWHERE = Review.INPUT.fieldIndex("high_elsewhere");
  private static final int RECEIVED_COLUMNS = Review.ROW.size();

  /** What a hole takes over from the candle before it. */
  private static final int[] OF_THE_CANDLE_BEFORE = {
    EXCHANGE, PAIR, INTERVAL, SYMBOL, SOURCE, SOURCE_REF, FETCHED_AT
  };

  /** The source of candles that we built from trades. */
  private static final String FROM_TRADES = "trades";

  private final Iterator<Row> rows;
  private final Limits limits;
  private final Deque<Row> ready = new ArrayDeque<>();
  private Row pending;

  /** The series being walked. */
  private Row series;

  private PriceJudge judge;

  /** The number of the listing being walked; 0 before the first candle is accepted. */
  private int listing;

  /** What the next candle accepted begins, if anything. */
  private Optional<ListingStart> nextStart = Optional.empty();

  /** The last candle accepted in the listing. */
  private Row accepted;

  /** The slots held since then. */
  private final Set<Long> held = new HashSet<>();

  /** Slots after the last accepted candle of which the source says that nothing was traded. */
  private final Set<Long> withoutTrade = new HashSet<>();

  private final FileOrder order = new FileOrder();

  private long unchanged;

  /** The last row of the slot before. */
  private Row before;

  SeriesReview(Iterator<Row> rows, Limits limits) {
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
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void reviewSlot() {
    if (series == null || !sameSeries(series, pending)) {
      startSeries(pending);
    }
    if (pending.isNullAt(OPEN_MICROS)) {
      ready.add(timeless(pending));
      pending = rows.hasNext() ? rows.next() : null;
      return;
    }
    if (pending.getBoolean(NO_TRADE)) {
      withoutTrade.add(pending.getLong(OPEN_MICROS));
      pending = rows.hasNext() ? rows.next() : null;
      return;
    }
    List<Row> slot = new ArrayList<>(1);
    Row first = pending;
    while (pending != null
        && sameSeries(first, pending)
        && pending.getLong(OPEN_MICROS) == first.getLong(OPEN_MICROS)) {
      if (!pending.getBoolean(NO_TRADE)) {
        slot.add(pending);
      }
      pending = rows.hasNext() ? rows.next() : null;
    }
    reviewSlot(slot);
    before = slot.get(slot.size() - 1);
  }

  private void startSeries(Row first) {
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

  private void reviewSlot(List<Row> slot) {
    Optional<Correction> correction = correctionBefore(slot.get(0));
    double closeBefore = judge.acceptedClose();
    if (correction.isPresent() && correction.get().event() != Event.CONTINUES) {
      expect(correction.get().start());
    }
    RowReview[] reviews = new RowReview[slot.size()];
    int chosen = -1;
    int revision = -1;
    for (int i = 0; i < slot.size(); i++) {
      Row row = slot.get(i);
      RowReview review = judge(row, correction);
      Row previous = previousOfKind(slot, i);
      boolean repeats = previous != null && sameValues(previous, row);
      review.duplicate = repeats;
      review.conflict = previous != null && !repeats && sameFetch(previous, row);
      review.arrivedEarly = before != null && order.isAgainst(row, before);
      boolean first = chosen < 0;
      boolean preferred = first || !fromTrades(row) || fromTrades(slot.get(chosen));
      if (review.valid && preferred && (first || !sameValues(slot.get(chosen), row))) {
        chosen = i;
        revision++;
      } else if (review.valid && !fromTrades(row) && fromTrades(slot.get(chosen))) {
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
    rememberSound(slot);
    int counted = chosen >= 0 ? chosen : slot.size() - 1;
    for (int i = 0; i < slot.size(); i++) {
      int itsListing = i == chosen ? listing : 0;
      ready.add(
          reviews[i].row(slot.get(i), Review.RECEIVED, i == chosen, i == counted, itsListing));
    }
  }

  /**
   * Candles that we built from trades stand apart from those a source gave: they neither repeat nor
   * contradict them, and yield to them whenever they came.
   */
  private static boolean fromTrades(Row row) {
    return row.getString(SOURCE).equals(FROM_TRADES);
  }

  /** The row before that one among those of its kind; null if it is the first. */
  private static Row previousOfKind(List<Row> slot, int index) {
    for (int i = index - 1; i >= 0; i--) {
      if (fromTrades(slot.get(i)) == fromTrades(slot.get(index))) {
        return slot.get(i);
      }
    }
    return null;
  }

  /** What the user says of the time between the last candle accepted and that row. */
  private Optional<Correction> correctionBefore(Row row) {
    return accepted == null
        ? Optional.empty()
        : limits.correction(
            row.getString(EXCHANGE),
            row.getString(PAIR),
            accepted.getLong(OPEN_MICROS),
            row.getLong(OPEN_MICROS));
  }

  private RowReview judge(Row row, Optional<Correction> correction) {
    RowReview review = new RowReview();
    if (row.getBoolean(FAILS_ALONE)) {
      return review;
    }
    PriceJudge.Judgement judgement =
        accepted != null && correction.isPresent()
            ? judge.judgeContinued(prices(row))
            : judge.judge(prices(row), evidence(row));
    review.valid = judgement.absurd().isEmpty();
    review.absurd = judgement.absurd();
    review.deviations = judgement.deviations();
    review.start = judgement.start();
    return review;
  }

  private static Evidence evidence(Row row) {
    return new Evidence(
        row.getInt(OTHERS_MOVING),
        row.isNullAt(LOW_ELSEWHERE) ? Double.NaN : row.getDouble(LOW_ELSEWHERE),
        row.isNullAt(HIGH_ELSEWHERE) ? Double.NaN : row.getDouble(HIGH_ELSEWHERE));
  }

  private static CandlePrices prices(Row row) {
    return new CandlePrices(
        row.getLong(OPEN_MICROS),
        number(row, OPEN),
        number(row, HIGH),
        number(row, LOW),
        number(row, CLOSE),
        number(row, VOLUME));
  }

  /** Emits the slot of a rejected candle, if it is one that could have had a candle by now. */
  private void hold(Row rejected) {
    long openMicros = rejected.getLong(OPEN_MICROS);
    long step = limits.interval().micros();
    boolean couldBe = openMicros % step == 0 && openMicros + step <= EpochMicros.of(limits.now());
    if (accepted != null && couldBe) {
      held.add(openMicros);
      ready.add(hole(openMicros, Review.HELD, 1));
    }
  }

  /** Emits the slots between the last accepted candle and this one; returns how many. */
  private long bridge(Row next) {
    long step = limits.interval().micros();
    long slots = (next.getLong(OPEN_MICROS) - accepted.getLong(OPEN_MICROS)) / step - 1;
    for (long i = 1; i <= slots; i++) {
      long openMicros = accepted.getLong(OPEN_MICROS) + i * step;
      boolean filled = i <= limits.maxFillBars() && !held.contains(openMicros);
      ready.add(hole(openMicros, filled ? Review.FILLED : Review.MISSING, slots));
    }
    return slots;
  }

  private void accept(Row candle, RowReview review, long gap, double closeBefore) {
    CandlePrices prices = prices(candle);
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

  private void rememberSound(List<Row> slot) {
    boolean told = false;
    for (Row row : slot) {
      if (!row.getBoolean(FAILS_ALONE) && !(told && fromTrades(row))) {
        judge.remember(prices(row));
        told |= !fromTrades(row);
      }
    }
  }

  private Row timeless(Row row) {
    return new RowReview().row(row, Review.RECEIVED, false, true, 0);
  }

  /** A slot without a valid candle, which stands at the last close. */
  private Row hole(long openMicros, String kind, long slots) {
    Object[] cells = new Object[RECEIVED_COLUMNS];
    for (int column : OF_THE_CANDLE_BEFORE) {
      cells[column] = accepted.get(column);
    }
    for (int price : new int[] {OPEN, HIGH, LOW, CLOSE}) {
      cells[price] = accepted.get(CLOSE);
    }
    cells[OPEN_MICROS] = openMicros;
    cells[VOLUME] = BigDecimal.ZERO;
    RowReview review = new RowReview();
    review.gapBars = slots;
    review.saidNoTrade = withoutTrade.contains(openMicros);
    return review.row(RowFactory.create(cells), kind, false, false, listing);
  }

  private static boolean sameSeries(Row a, Row b) {
    return a.getString(PAIR).equals(b.getString(PAIR))
        && a.getString(EXCHANGE).equals(b.getString(EXCHANGE))
        && a.getString(INTERVAL).equals(b.getString(INTERVAL));
  }

  private static boolean sameFetch(Row a, Row b) {
    return a.getInstant(FETCHED_AT).equals(b.getInstant(FETCHED_AT));
  }

  private static boolean sameValues(Row a, Row b) {
    for (int column = OPEN; column <= TRADES; column++) {
      if (!Objects.equals(a.get(column), b.get(column))) {
        return false;
      }
    }
    return Objects.equals(a.get(RAW), b.get(RAW));
  }

  private static double number(Row row, int column) {
    return row.getDecimal(column).doubleValue();
  }
}
