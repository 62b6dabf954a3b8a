package io.candlelake.jobs.validate;

import static io.candlelake.jobs.validate.Severity.REJECT;

import io.candlelake.common.market.Interval;
import io.candlelake.common.table.Tables;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** The rows for all results of a review but the good candles. */
final class FindingRows {
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

  private final UTF8String interval;

  FindingRows(Interval interval) {
    this.interval = UTF8String.fromString(interval.code());
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

  /**
   * @param raised how often each check of {@link CandleChecks#ALL} was raised
   */
  static InternalRow series(
      ReceivedCandle of, long rowsChecked, long rowsRejected, long candles, long[] raised) {
    return finding(
        "series",
        of.exchange(),
        of.pair(),
        rowsChecked,
        rowsRejected,
        candles,
        new GenericArrayData(raised.clone()));
  }

  /**
   * @param first the candle that begins it
   * @param lastMicros open time of its last candle
   */
  static InternalRow listing(Reviewed first, long lastMicros) {
    ListingStart start = first.start.orElseThrow();
    return finding(
        "listing",
        first.candle().exchange(),
        first.candle().pair(),
        first.listing,
        first.openMicros(),
        lastMicros,
        UTF8String.fromString(start.event().code()),
        orNull(start.factor()),
        UTF8String.fromString(start.source()),
        orNull(first.priceRatio));
  }

  /**
   * @param day since 1970 UTC
   * @param counts in the order of {@link DayCounts#COLUMNS}
   */
  InternalRow day(ReceivedCandle of, int day, long[] counts) {
    Object[] cells = new Object[DAY.size()];
    cells[0] = of.exchange();
    cells[1] = of.pair();
    cells[2] = interval;
    cells[3] = day;
    for (int i = 0; i < counts.length; i++) {
      cells[4 + i] = counts[i];
    }
    return finding("day", cells);
  }

  /** A received candle that failed a check, as received. */
  InternalRow rejected(Reviewed reviewed) {
    ReceivedCandle candle = reviewed.candle();
    return finding(
        "rejected",
        candle.exchange(),
        candle.symbol(),
        interval,
        orNull(candle.openMicros()),
        decimal(candle.open()),
        decimal(candle.high()),
        decimal(candle.low()),
        decimal(candle.close()),
        decimal(candle.volume()),
        texts(CandleChecks.names(REJECT, reviewed.raised)),
        detail(reviewed),
        candle.source(),
        candle.sourceRef(),
        orNull(candle.sourceLine()),
        candle.raw().orElse(null),
        candle.fetchedAtMicros());
  }

  private static UTF8String detail(Reviewed reviewed) {
    String detail = reviewed.candle().malformed().map(UTF8String::toString).orElse("");
    if (!reviewed.absurd.isEmpty()) {
      detail += (detail.isEmpty() ? "" : "; ") + reviewed.absurd;
      if (!Double.isNaN(reviewed.deviations)) {
        detail +=
            String.format(
                Locale.ROOT, "; %.0f robust standard deviations away", reviewed.deviations);
      }
    }
    return detail.isEmpty() ? null : UTF8String.fromString(detail);
  }

  /** An array of them. */
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

  private static InternalRow finding(String kind, Object... cells) {
    Object[] kinds = new Object[COLUMNS.size()];
    kinds[COLUMNS.fieldIndex(kind)] = new GenericInternalRow(cells);
    return new GenericInternalRow(kinds);
  }
}
