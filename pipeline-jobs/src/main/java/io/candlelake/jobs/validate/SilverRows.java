package io.candlelake.jobs.validate;

import static io.candlelake.jobs.validate.Severity.FLAG;

import io.candlelake.common.market.Interval;
import io.candlelake.common.table.Tables;
import io.candlelake.jobs.validate.Reviewed.Kind;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Rows of silver from reviewed candles: the chosen one of each slot, and slots filled. Prices and
 * volume become the doubles nearest to what was received.
 *
 * <p><b>Filling.</b> The first {@code validate.max-fill-bars} slots without valid candle after a
 * valid one carry its close as all four prices, volume 0, {@code filled} and the flag {@code
 * filled}; the rest of a longer gap stays missing. Whether a slot is filled does not depend on the
 * gap's length, which is not known at its close. After the newest candle nothing is filled, nor
 * between the last candle of a listing and the first of the next. A slot whose candle was rejected
 * is filled wherever it is, and has the flag {@code rejected} besides.
 */
final class SilverRows implements Iterator<InternalRow> {
  static final StructType COLUMNS = Tables.CANDLES.schemaWithout("run_id", "year");

  private static final GenericArrayData FILLED = FindingRows.texts(List.of("filled"));
  private static final GenericArrayData HELD = FindingRows.texts(List.of("filled", "rejected"));

  private final Iterator<Reviewed> reviewed;
  private final long step;
  private final UTF8String interval;
  private final MicrosRange range;

  /** The flags of each set of checks raised; there are few. */
  private final Map<Long, GenericArrayData> flags = new HashMap<>();

  private Reviewed pending;

  SilverRows(Iterator<Reviewed> reviewed, Interval interval, MicrosRange range) {
    this.reviewed = reviewed;
    this.step = interval.micros();
    this.interval = UTF8String.fromString(interval.code());
    this.range = range;
  }

  @Override
  public boolean hasNext() {
    while (pending == null && reviewed.hasNext()) {
      Reviewed next = reviewed.next();
      if (next.isCandle() && range.contains(next.openMicros())) {
        pending = next;
      }
    }
    return pending != null;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Reviewed next = pending;
    pending = null;
    return next.isReceived() ? received(next) : filled(next);
  }

  private InternalRow received(Reviewed next) {
    ReceivedCandle candle = next.candle();
    GenericArrayData quality =
        flags.computeIfAbsent(
            next.raised, raised -> FindingRows.texts(CandleChecks.names(FLAG, raised)));
    Long trades = candle.trades() == ReceivedCandle.NONE ? null : (Long) candle.trades();
    return row(next, candle.numbers(), trades, quality, false);
  }

  private InternalRow filled(Reviewed next) {
    double close = next.candle().close().nearest();
    CandlePrices still = new CandlePrices(next.openMicros(), close, close, close, close, 0);
    return row(next, still, null, next.kind() == Kind.HELD ? HELD : FILLED, true);
  }

  private InternalRow row(
      Reviewed next, CandlePrices values, Long trades, GenericArrayData quality, boolean filled) {
    ReceivedCandle candle = next.candle();
    return new GenericInternalRow(
        new Object[] {
          candle.exchange(),
          candle.pair(),
          interval,
          next.openMicros(),
          next.openMicros() + step,
          values.open(),
          values.high(),
          values.low(),
          values.close(),
          values.volume(),
          trades,
          quality,
          filled,
          next.listing,
          next.revision,
          candle.source(),
          candle.fetchedAtMicros()
        });
  }
}
