package io.candlelake.jobs.validate;

import io.candlelake.common.market.EpochMicros;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The results of a review of a partition other than the good candles: rejected rows as they come,
 * and at the end of each series its listings, its days and how often each check was raised. Holds
 * the counts of one series at a time.
 */
final class SeriesFindings implements Iterator<InternalRow> {
  private final Iterator<Reviewed> reviewed;
  private final Limits limits;
  private final MicrosRange range;
  private final Outages outages;
  private final FindingRows rows;
  private final Deque<InternalRow> ready = new ArrayDeque<>();

  /** Some candle of the series being walked; null before the first. */
  private ReceivedCandle series;

  private DayCounts days = new DayCounts();

  /** Lines without time before the first valid candle, by the day on which they were received. */
  private final Map<Integer, Long> timeless = new TreeMap<>();

  private final long[] raised = new long[CandleChecks.ALL.size()];
  private long rowsChecked;
  private long rowsRejected;
  private long candles;

  /** The first candle of the listing being walked; null before there is one. */
  private Reviewed listed;

  private long lastMicros;

  /**
   * @param range in which rows are checked and rejected; listings and days are of all time
   */
  SeriesFindings(Iterator<Reviewed> reviewed, Limits limits, MicrosRange range, Outages outages) {
    this.reviewed = reviewed;
    this.limits = limits;
    this.range = range;
    this.outages = outages;
    this.rows = new FindingRows(limits.interval());
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && reviewed.hasNext()) {
      take(reviewed.next());
    }
    if (ready.isEmpty() && series != null) {
      endSeries();
      series = null;
    }
    return !ready.isEmpty();
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void take(Reviewed next) {
    if (series != null && !series.isOfSameSeries(next.candle())) {
      endSeries();
    }
    series = next.candle();
    boolean inRange = !next.hasTime() || range.contains(next.openMicros());
    if (inRange && next.isCandle()) {
      candles++;
    }
    if (next.isReceived()) {
      takeReceived(next, inRange);
    } else {
      takeHole(next);
    }
  }

  private void takeReceived(Reviewed next, boolean inRange) {
    if (inRange) {
      rowsChecked++;
      for (long rest = next.raised; rest != 0; rest &= rest - 1) {
        raised[Long.numberOfTrailingZeros(rest)]++;
      }
      if (CandleChecks.rejects(next.raised) && !next.duplicate) {
        rowsRejected++;
        ready.add(rows.rejected(next));
      }
    }
    if (!next.hasTime()) {
      timeless.merge(EpochMicros.day(next.candle().fetchedAtMicros()), 1L, Long::sum);
      return;
    }
    if (next.chosen) {
      takeChosen(next);
    }
    days.addReceived(EpochMicros.day(next.openMicros()), next);
  }

  private void takeChosen(Reviewed next) {
    if (listed == null || listed.listing != next.listing) {
      if (listed == null) {
        int firstDay = EpochMicros.day(next.openMicros());
        timeless.values().forEach(lines -> days.addTimeless(firstDay, lines));
        timeless.clear();
      } else {
        endListing();
      }
      listed = next;
    }
    lastMicros = next.openMicros();
  }

  private void takeHole(Reviewed hole) {
    long openMicros = hole.openMicros();
    if (hole.isCandle()) {
      days.addFilled(openMicros);
    }
    if (hole.kind() == Reviewed.Kind.HELD) {
      return;
    }
    String exchange = hole.candle().exchange().toString();
    if (hole.saidNoTrade || DayCounts.publishesNone(exchange, hole.gapBars, limits)) {
      days.addNoTrade(openMicros);
    } else {
      String pair = hole.candle().pair().toString();
      days.addMissing(openMicros, outages.contain(exchange, pair, openMicros));
    }
  }

  private void endSeries() {
    timeless.forEach((day, lines) -> days.addTimeless(day, lines));
    timeless.clear();
    if (listed != null) {
      endListing();
      listed = null;
    }
    ReceivedCandle ended = series;
    days.byDay().forEach((day, counts) -> ready.add(rows.day(ended, day, counts)));
    days = new DayCounts();
    ready.add(FindingRows.series(ended, rowsChecked, rowsRejected, candles, raised));
    Arrays.fill(raised, 0);
    rowsChecked = 0;
    rowsRejected = 0;
    candles = 0;
  }

  private void endListing() {
    ready.add(FindingRows.listing(listed, lastMicros));
  }
}
