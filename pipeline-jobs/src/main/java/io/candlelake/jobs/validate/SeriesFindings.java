package io.candlelake.jobs.validate;

import static io.candlelake.jobs.validate.Severity.REJECT;

import io.candlelake.common.table.Tables;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What is told of the reviewed candles of a partition apart from the good ones: rejected rows as
 * they come, and at the end of each series its listings, its days and how often each check was
 * raised. Holds the counts of one series at a time.
 */
final class SeriesFindings implements Iterator<InternalRow> {
  /** One series: rows in range that were checked and rejected, rows of silver, raised checks. */
  static final StructType SERIES =
      StructType.fromDDL(
          "exchange STRING, pair STRING, rows_checked BIGINT, rows_rejected BIGINT, candles BIGINT,"
              + " raised ARRAY<BIGINT>");

  /** One listing, of all time; {@code first} and {@code last} in microseconds since 1970. */
  static final StructType LISTING =
      StructType.fromDDL(
          "exchange STRING, pair STRING, listing INT, first BIGINT, last BIGINT, event STRING,"
              + " factor DOUBLE, source STRING, price_ratio DOUBLE");

  /** One day of a series, of all time. */
  static final StructType DAY = dayColumns();

  static final StructType REJECTED = Tables.REJECTED_CANDLES.schemaWithout("run_id");

  /** A row has one of these, and null in place of the others. */
  static final StructType COLUMNS =
      new StructType()
          .add("series", SERIES)
          .add("listing", LISTING)
          .add("day", DAY)
          .add("rejected", REJECTED);

  private final Iterator<Reviewed> reviewed;
  private final Limits limits;
  private final MicrosRange range;
  private final Outages outages;
  private final UTF8String interval;
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
    this.interval = UTF8String.fromString(limits.interval().code());
  }

  private static StructType dayColumns() {
    StructType columns =
        new StructType()
            .add("exchange", DataTypes.StringType)
            .add("pair", DataTypes.StringType)
            .add("interval", DataTypes.StringType)
            .add("day", DataTypes.DateType);
    for (String name : DayCounts.COLUMNS) {
      columns = columns.add(name, DataTypes.LongType);
    }
    return columns;
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
        ready.add(finding(COLUMNS.fieldIndex("rejected"), rejected(next)));
      }
    }
    if (!next.hasTime()) {
      timeless.merge(DayCounts.day(next.candle().fetchedAtMicros()), 1L, Long::sum);
      return;
    }
    if (next.chosen) {
      takeChosen(next);
    }
    days.addReceived(DayCounts.day(next.openMicros()), next);
  }

  private void takeChosen(Reviewed next) {
    if (listed == null || listed.listing != next.listing) {
      if (listed == null) {
        int firstDay = DayCounts.day(next.openMicros());
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
    days.byDay()
        .forEach((day, counts) -> ready.add(finding(COLUMNS.fieldIndex("day"), row(day, counts))));
    days = new DayCounts();
    ready.add(
        finding(
            COLUMNS.fieldIndex("series"),
            row(
                series.exchange(),
                series.pair(),
                rowsChecked,
                rowsRejected,
                candles,
                new GenericArrayData(raised.clone()))));
    Arrays.fill(raised, 0);
    rowsChecked = 0;
    rowsRejected = 0;
    candles = 0;
  }

  private void endListing() {
    ListingStart start = listed.start.orElseThrow();
    ready.add(
        finding(
            COLUMNS.fieldIndex("listing"),
            row(
                series.exchange(),
                series.pair(),
                listed.listing,
                listed.openMicros(),
                lastMicros,
                UTF8String.fromString(start.event().code()),
                orNull(start.factor()),
                UTF8String.fromString(start.source()),
                orNull(listed.priceRatio))));
  }

  private InternalRow row(int day, long[] counts) {
    Object[] cells = new Object[DAY.size()];
    cells[0] = series.exchange();
    cells[1] = series.pair();
    cells[2] = interval;
    cells[3] = day;
    for (int i = 0; i < counts.length; i++) {
      cells[4 + i] = counts[i];
    }
    return new GenericInternalRow(cells);
  }

  private InternalRow rejected(Reviewed next) {
    ReceivedCandle candle = next.candle();
    return row(
        candle.exchange(),
        candle.symbol(),
        interval,
        orNull(candle.openMicros()),
        decimal(candle.open()),
        decimal(candle.high()),
        decimal(candle.low()),
        decimal(candle.close()),
        decimal(candle.volume()),
        texts(CandleChecks.names(REJECT, next.raised)),
        detail(next),
        candle.source(),
        candle.sourceRef(),
        orNull(candle.sourceLine()),
        candle.raw().orElse(null),
        candle.fetchedAtMicros());
  }

  private static UTF8String detail(Reviewed next) {
    String detail = next.candle().malformed().map(UTF8String::toString).orElse("");
    if (!next.absurd.isEmpty()) {
      detail += (detail.isEmpty() ? "" : "; ") + next.absurd;
      if (!Double.isNaN(next.deviations)) {
        detail +=
            String.format(Locale.ROOT, "; %.0f robust standard deviations away", next.deviations);
      }
    }
    return detail.isEmpty() ? null : UTF8String.fromString(detail);
  }

  static GenericArrayData texts(List<String> texts) {
    return new GenericArrayData(texts.stream().map(UTF8String::fromString).toArray());
  }

  private static Decimal decimal(Exact number) {
    return number.isKnown() ? Decimal.apply(number.toDecimal(), 38, 18) : null;
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static Long orNull(long value) {
    return value == ReceivedCandle.NONE ? null : value;
  }

  private static InternalRow row(Object... cells) {
    return new GenericInternalRow(cells);
  }

  private static InternalRow finding(int column, InternalRow found) {
    Object[] cells = new Object[COLUMNS.size()];
    cells[column] = found;
    return new GenericInternalRow(cells);
  }
}
