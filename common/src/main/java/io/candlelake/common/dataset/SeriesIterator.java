package io.candlelake.common.dataset;

import io.candlelake.common.kernel.SeriesKey;
import io.candlelake.common.market.Interval;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Runs the kernel over the series of a partition, whose rows begin with exchange, pair, interval
 * and listing and are sorted by these and time. Holds one series.
 */
final class SeriesIterator extends GroupIterator<InternalRow, InternalRow> {
  /** Puts what one row holds of its series into the buffer. */
  @FunctionalInterface
  interface Reader extends Serializable {
    void addTo(SeriesBuffer buffer, InternalRow row);
  }

  private final int columnsBeside;
  private final Reader reader;
  private final SeriesKernel.WithColumns kernel;

  SeriesIterator(
      Iterator<InternalRow> rows,
      int columnsBeside,
      Reader reader,
      SeriesKernel.WithColumns kernel) {
    super(rows);
    this.columnsBeside = columnsBeside;
    this.reader = reader;
    this.kernel = kernel;
  }

  @Override
  protected Iterator<InternalRow> nextGroup() {
    UTF8String exchange = row().getUTF8String(0).clone();
    UTF8String pair = row().getUTF8String(1).clone();
    UTF8String interval = row().getUTF8String(2).clone();
    int listing = row().getInt(3);
    SeriesBuffer buffer = new SeriesBuffer(columnsBeside);
    while (hasRow()
        && row().getInt(3) == listing
        && row().getUTF8String(1).equals(pair)
        && row().getUTF8String(0).equals(exchange)
        && row().getUTF8String(2).equals(interval)) {
      reader.addTo(buffer, row());
      advance();
    }
    SeriesKey key =
        new SeriesKey(
            exchange.toString(), pair.toString(), Interval.of(interval.toString()), listing);
    return kernel.apply(key, buffer.bars(), buffer.columns());
  }
}
