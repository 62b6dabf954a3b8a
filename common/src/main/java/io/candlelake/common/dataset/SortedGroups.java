package io.candlelake.common.dataset;

import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Cuts the sorted rows of a partition into groups that lie side by side and chains what a kernel
 * makes of each: one pass, no row kept.
 */
public final class SortedGroups<T> implements Iterator<Row> {
  /** Whether two neighbours belong together. */
  @FunctionalInterface
  public interface SameGroup<T> extends Serializable {
    boolean test(T first, T next);
  }

  /** From the rows of one group to result rows. */
  @FunctionalInterface
  public interface Kernel<T> extends Serializable {
    /**
     * @param first the first row, which {@code rows} begins with
     * @param rows all rows of the group; the kernel must take them all before it returns
     */
    Iterator<Row> apply(T first, Iterator<T> rows);
  }

  private final Iterator<T> rows;
  private final SameGroup<T> sameGroup;
  private final Kernel<T> kernel;
  private T pending;
  private Iterator<Row> current = Collections.emptyIterator();

  private SortedGroups(Iterator<T> rows, SameGroup<T> sameGroup, Kernel<T> kernel) {
    this.rows = rows;
    this.sameGroup = sameGroup;
    this.kernel = kernel;
    advance();
  }

  /**
   * Runs the kernel over every group.
   *
   * @param sorted rows partitioned by group, and sorted by group first
   * @param result columns of the rows that the kernel makes
   */
  public static <T> Dataset<Row> apply(
      Dataset<T> sorted, SameGroup<T> sameGroup, Kernel<T> kernel, StructType result) {
    MapPartitionsFunction<T, Row> run = rows -> new SortedGroups<>(rows, sameGroup, kernel);
    return sorted.mapPartitions(run, Encoders.row(result));
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext() && pending != null) {
      Group group = new Group(pending);
      current = kernel.apply(pending, group);
      if (group.hasNext()) {
        throw new IllegalStateException("the kernel left rows of its group unread");
      }
    }
    return current.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.next();
  }

  private void advance() {
    pending = rows.hasNext() ? rows.next() : null;
  }

  private final class Group implements Iterator<T> {
    private final T first;

    Group(T first) {
      this.first = first;
    }

    @Override
    public boolean hasNext() {
      return pending != null && sameGroup.test(first, pending);
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      T row = pending;
      advance();
      return row;
    }
  }
}
