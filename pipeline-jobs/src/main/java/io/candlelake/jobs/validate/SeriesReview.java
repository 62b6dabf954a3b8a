package io.candlelake.jobs.validate;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Walks the sorted rows of a partition, slot by slot, series by series. Holds one slot and a few
 * numbers at a time.
 *
 * <p>A price is judged against the last accepted close and the last sound close received, whichever
 * is nearer. So after a spike the next candle is sound again, and after a true jump that was
 * rejected for its size the next candle, which stays there, is accepted: a real move costs one
 * candle at most.
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
  private static final int SOURCE_LINE = Review.ROW.fieldIndex("source_line");
  private static final int RAW = Review.ROW.fieldIndex("raw");
  private static final int FETCHED_AT = Review.ROW.fieldIndex("fetched_at");
  private static final int FAILS_ALONE = Review.INPUT.fieldIndex("fails_alone");
  private static final int NO_TRADE = Review.INPUT.fieldIndex("no_trade");
  private static final int OTHERS_MOVING = Review.INPUT.fieldIndex("others_moving");
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

  private Scale scale;

  /** The last candle accepted. */
  private Row accepted;

  private double acceptedClose;

  /** The last close received that did not fail by itself. */
  private double soundClose;

  private long unchanged;

  /** The last row of the slot before. */
  private Row before;

  /** Slots after the last accepted candle of which the source says that nothing was traded. */
  private final Set<Long> withoutTrade = new HashSet<>();

  private final FileOrder order = new FileOrder();

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
    scale = new Scale();
    accepted = null;
    acceptedClose = Double.NaN;
    soundClose = Double.NaN;
    unchanged = 0;
    before = null;
    withoutTrade.clear();
    order.restart();
  }

  private void reviewSlot(List<Row> slot) {
    Verdict[] verdicts = new Verdict[slot.size()];
    int chosen = -1;
    int revision = -1;
    for (int i = 0; i < slot.size(); i++) {
      Row row = slot.get(i);
      Verdict verdict = judge(row);
      Row previous = previousOfKind(slot, i);
      boolean repeats = previous != null && sameValues(previous, row);
      verdict.duplicate = repeats;
      verdict.conflict = previous != null && !repeats && sameFetch(previous, row);
      verdict.arrivedEarly = before != null && order.isAgainst(row, before);
      boolean first = chosen < 0;
      boolean preferred = first || !fromTrades(row) || fromTrades(slot.get(chosen));
      if (verdict.valid && preferred && (first || !sameValues(slot.get(chosen), row))) {
        chosen = i;
        revision++;
      } else if (verdict.valid && !fromTrades(row) && fromTrades(slot.get(chosen))) {
        // The exchange itself says the same: no revision, but now it is the exchange's word.
        chosen = i;
      }
      verdict.revision = Math.max(0, revision);
      verdicts[i] = verdict;
    }
    long gap = chosen < 0 || accepted == null ? 0 : bridge(slot.get(chosen));
    if (chosen >= 0) {
      accept(slot.get(chosen), verdicts[chosen], gap);
    }
    rememberSoundClose(slot);
    int counted = chosen >= 0 ? chosen : slot.size() - 1;
    for (int i = 0; i < slot.size(); i++) {
      ready.add(row(slot.get(i), verdicts[i], i == chosen, i == counted));
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

  private Verdict judge(Row row) {
    Verdict verdict = new Verdict();
    if (row.getBoolean(FAILS_ALONE)) {
      return verdict;
    }
    verdict.valid = true;
    if (accepted != null && scale.known()) {
      double distance = farthestPrice(row);
      verdict.deviations = distance / scale.deviation();
      verdict.absurd =
          limits.isAbsurd(verdict.deviations, Math.exp(distance), row.getInt(OTHERS_MOVING));
      verdict.valid = !verdict.absurd;
    }
    return verdict;
  }

  /**
   * The largest log distance of one of the four prices from the nearest of those around it: for the
   * close the closes before, for the open those and the close, for high and low the open too.
   */
  private double farthestPrice(Row row) {
    double open = number(row, OPEN);
    double close = number(row, CLOSE);
    double ofClose = fromBefore(close);
    double ofOpen = Math.min(fromBefore(open), distance(open, close));
    double body = Math.max(ofClose, ofOpen);
    return Math.max(body, Math.max(wick(number(row, HIGH), row), wick(number(row, LOW), row)));
  }

  private double wick(double price, Row row) {
    double fromBody =
        Math.min(distance(price, number(row, OPEN)), distance(price, number(row, CLOSE)));
    return Math.min(fromBefore(price), fromBody);
  }

  private double fromBefore(double price) {
    return Math.min(distance(price, acceptedClose), distance(price, soundClose));
  }

  private static double distance(double a, double b) {
    return Math.abs(Math.log(a / b));
  }

  /** Emits the slots between the last accepted candle and this one; returns how many. */
  private long bridge(Row next) {
    long step = limits.interval().micros();
    long slots = (next.getLong(OPEN_MICROS) - accepted.getLong(OPEN_MICROS)) / step - 1;
    for (long i = 1; i <= slots; i++) {
      long openMicros = accepted.getLong(OPEN_MICROS) + i * step;
      String kind = i <= limits.maxFillBars() ? Review.FILLED : Review.MISSING;
      ready.add(hole(openMicros, kind, slots));
    }
    withoutTrade.clear();
    return slots;
  }

  private void accept(Row candle, Verdict verdict, long gap) {
    double close = number(candle, CLOSE);
    boolean still =
        accepted != null
            && gap == 0
            && number(candle, HIGH) == acceptedClose
            && number(candle, LOW) == acceptedClose;
    unchanged = still ? unchanged + 1 : 0;
    verdict.gapBars = gap;
    verdict.unchangedBars = unchanged;
    if (accepted != null) {
      scale.add(Math.log(close / acceptedClose));
    }
    accepted = candle;
    acceptedClose = close;
  }

  private void rememberSoundClose(List<Row> slot) {
    boolean told = false;
    for (Row row : slot) {
      if (!row.getBoolean(FAILS_ALONE) && !(told && fromTrades(row))) {
        soundClose = number(row, CLOSE);
        told |= !fromTrades(row);
      }
    }
  }

  private Row timeless(Row row) {
    return row(row, new Verdict(), false, true);
  }

  private static Row row(Row received, Verdict verdict, boolean chosen, boolean counted) {
    return row(received, Review.RECEIVED, verdict, chosen, counted);
  }

  private static Row row(
      Row received, String kind, Verdict verdict, boolean chosen, boolean counted) {
    Object[] cells = new Object[Review.OUTPUT.size()];
    for (int i = 0; i < RECEIVED_COLUMNS; i++) {
      cells[i] = received.get(i);
    }
    int next = RECEIVED_COLUMNS;
    cells[next++] = kind;
    cells[next++] = chosen;
    cells[next++] = counted;
    cells[next++] = verdict.revision;
    cells[next++] = verdict.duplicate;
    cells[next++] = verdict.conflict;
    cells[next++] = verdict.arrivedEarly;
    cells[next++] = verdict.gapBars;
    cells[next++] = verdict.unchangedBars;
    cells[next++] = Double.isNaN(verdict.deviations) ? null : verdict.deviations;
    cells[next++] = verdict.absurd;
    cells[next] = verdict.noTrade;
    return RowFactory.create(cells);
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
    Verdict verdict = new Verdict();
    verdict.gapBars = slots;
    verdict.noTrade = withoutTrade.contains(openMicros);
    return row(RowFactory.create(cells), kind, verdict, false, false);
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

  /**
   * Whether a file has its candles oldest or newest first, as far as it is seen: a row is out of
   * order where it goes against the way that most rows before it went.
   */
  private static final class FileOrder {
    private long ascending;
    private long descending;

    void restart() {
      ascending = 0;
      descending = 0;
    }

    /** Takes the step between the rows of two slots in. */
    boolean isAgainst(Row row, Row slotBefore) {
      boolean comparable =
          !row.isNullAt(SOURCE_LINE)
              && !slotBefore.isNullAt(SOURCE_LINE)
              && sameFetch(row, slotBefore)
              && row.getString(SOURCE_REF).equals(slotBefore.getString(SOURCE_REF));
      if (!comparable) {
        return false;
      }
      boolean down = row.getLong(SOURCE_LINE) < slotBefore.getLong(SOURCE_LINE);
      boolean against = down ? ascending > descending : descending > ascending;
      if (down) {
        descending++;
      } else {
        ascending++;
      }
      return against;
    }
  }

  /** What is found out about one received row. */
  private static final class Verdict {
    private boolean valid;
    private boolean absurd;
    private boolean duplicate;
    private boolean conflict;
    private boolean arrivedEarly;
    private boolean noTrade;
    private int revision;
    private long gapBars;
    private long unchangedBars;
    private double deviations = Double.NaN;
  }
}
