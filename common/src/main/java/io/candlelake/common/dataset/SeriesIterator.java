package io.candlelake.common.dataset;

import io.candlelake.common.kernel.SeriesKey;
import io.candlelake.common.market.Interval;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Cuts a partition's rows, which begin with exchange, pair, interval and listing and are sorted by
 * these and time, into series, and chains what the kernel makes of each. Holds one series.
 */
final class SeriesIterator implements Iterator<InternalRow> {
  /** Puts what one row holds of its series into the buffer. */
  @FunctionalInterface
  interface Reader extends Serializable {
    void addTo(SeriesBuffer buffer, InternalRow row);
  }

  private final Iterator<InternalRow> rows;
  private final int columnsBeside;
  private final Reader reader;
  private final SeriesKernel.WithColumns kernel;
  private InternalRow pending;
  private Iterator<InternalRow> current = Collections.emptyIterator();

  SeriesIterator(
      Iterator<InternalRow> rows,
      int columnsBeside,
      Reader reader,
      SeriesKernel.WithColumns kernel) {
    this.rows = rows;
    this.columnsBeside = columnsBeside;
    this.reader = reader;
    this.kernel = kernel;
    advance();
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext() && pending != null) {
      current = nextSeries();
    }
    return current.hasNext();
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.next();
  }

  private Iterator<InternalRow> nextSeries() {
    UTF8String exchange = pending.getUTF8String(0).clone();
    UTF8String pair = pending.getUTF8String(1).clone();
    UTF8String interval = pending.getUTF8String(2).clone();
    int listing = pending.getInt(3);
    SeriesBuffer buffer = new SeriesBuffer(columnsBeside);
    while (pending != null
        && pending.getInt(3) == listing
        && pending.getUTF8String(1).equals(pair)
        && pending.getUTF8String(0).equals(exchange)
        && pending.getUTF8String(2).equals(interval)) {
      reader.addTo(buffer, pending);
      advance();
    }
    SeriesKey key =
        new SeriesKey(
            exchange.toString(), pair.toString(), Interval.of(interval.toString()), listing);
    return kernel.apply(key, buffer.bars(), buffer.columns());
  }

  private void advance() {
    pending = rows.hasNext() ? rows.next() : null;
  }
}
