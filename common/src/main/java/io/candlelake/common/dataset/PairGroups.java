package io.candlelake.common.dataset;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Separates the rows of each series in a partition that {@link PairOrder#sorted} made, and chains
 * the results of all series. The first three columns of a row are exchange, pair and interval.
 *
 * @param <T> what the rows of one series are collected in
 * @param <R> results
 */
public abstract class PairGroups<T, R> extends GroupIterator<InternalRow, R> {
  private final int place;

  /** One series of a bucket. */
  private record Series<T>(UTF8String exchange, UTF8String pair, UTF8String interval, T rows) {
    boolean is(InternalRow row) {
      return pair.equals(row.getUTF8String(1))
          && exchange.equals(row.getUTF8String(0))
          && interval.equals(row.getUTF8String(2));
    }
  }

  /**
   * @param place position of the column by which the rows are sorted
   */
  protected PairGroups(Iterator<InternalRow> rows, int place) {
    super(rows);
    this.place = place;
  }

  /** Starts a series; the names may be kept. */
  protected abstract T begin(UTF8String exchange, UTF8String pair, UTF8String interval);

  /** Adds a row of the series; they come by kind and time. The next row overwrites it. */
  protected abstract void add(T series, InternalRow row);

  /** The results of a series that is complete. */
  protected abstract Stream<R> end(T series);

  @Override
  protected final Iterator<R> nextGroup() {
    long bucket = PairOrder.bucket(row().getLong(place));
    List<Series<T>> all = new ArrayList<>();
    Series<T> series = null;
    while (hasRow() && PairOrder.bucket(row().getLong(place)) == bucket) {
      if (series == null || !series.is(row())) {
        series = find(all);
      }
      add(series.rows(), row());
      advance();
    }
    return all.stream().flatMap(each -> end(each.rows())).iterator();
  }

  /** The series of the present row. */
  private Series<T> find(List<Series<T>> all) {
    for (Series<T> each : all) {
      if (each.is(row())) {
        return each;
      }
    }
    UTF8String exchange = row().getUTF8String(0).clone();
    UTF8String pair = row().getUTF8String(1).clone();
    UTF8String interval = row().getUTF8String(2).clone();
    Series<T> made = new Series<>(exchange, pair, interval, begin(exchange, pair, interval));
    all.add(made);
    return made;
  }
}
