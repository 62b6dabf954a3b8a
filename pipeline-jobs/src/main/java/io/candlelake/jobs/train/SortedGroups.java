package io.candlelake.jobs.train;

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
 * Runs a function over each group of rows that lie side by side, streaming: for groups numbered and
 * spread by {@code repartitionById}, which unlike hashing gives each its own partition.
 */
final class SortedGroups {
  private SortedGroups() {}

  /** The number of the group that a row belongs to. */
  @FunctionalInterface
  interface GroupOf<T> extends Serializable {
    int of(T row);
  }

  /** From the rows of one group to result rows; must take all rows. */
  @FunctionalInterface
  interface Kernel<T> extends Serializable {
    Iterator<Row> apply(int group, Iterator<T> rows);
  }

  /**
   * @param rows partitioned and sorted by group first
   */
  static <T> Dataset<Row> apply(
      Dataset<T> rows, GroupOf<T> groupOf, Kernel<T> kernel, StructType result) {
    MapPartitionsFunction<T, Row> run = partition -> new Groups<>(partition, groupOf, kernel);
    return rows.mapPartitions(run, Encoders.row(result));
  }

  private static final class Groups<T> implements Iterator<Row> {
    private final Iterator<T> rows;
    private final GroupOf<T> groupOf;
    private final Kernel<T> kernel;
    private T pending;
    private Iterator<Row> current = Collections.emptyIterator();

    Groups(Iterator<T> rows, GroupOf<T> groupOf, Kernel<T> kernel) {
      this.rows = rows;
      this.groupOf = groupOf;
      this.kernel = kernel;
      advance();
    }

    @Override
    public boolean hasNext() {
      while (!current.hasNext() && pending != null) {
        int group = groupOf.of(pending);
        current = kernel.apply(group, new GroupRows(group));
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

    private final class GroupRows implements Iterator<T> {
      private final int group;

      GroupRows(int group) {
        this.group = group;
      }

      @Override
      public boolean hasNext() {
        return pending != null && groupOf.of(pending) == group;
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
}
