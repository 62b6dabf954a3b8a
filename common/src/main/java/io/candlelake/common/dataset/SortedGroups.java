package io.candlelake.common.dataset;

import java.io.Serializable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Runs a kernel over the groups of a partition, one row at a time: no row is kept. */
public final class SortedGroups<T> extends GroupIterator<T, Row> {
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

  private final SameGroup<T> sameGroup;
  private final Kernel<T> kernel;

  private SortedGroups(Iterator<T> rows, SameGroup<T> sameGroup, Kernel<T> kernel) {
    super(rows);
    this.sameGroup = sameGroup;
    this.kernel = kernel;
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
  protected Iterator<Row> nextGroup() {
    Group group = new Group(row());
    Iterator<Row> results = kernel.apply(row(), group);
    if (group.hasNext()) {
      throw new IllegalStateException("the kernel left rows of its group unread");
    }
    return results;
  }

  private final class Group implements Iterator<T> {
    private final T first;

    Group(T first) {
      this.first = first;
    }

    @Override
    public boolean hasNext() {
      return hasRow() && sameGroup.test(first, row());
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      T row = row();
      advance();
      return row;
    }
  }
}
