package io.candlelake.jobs.evaluate;

import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Hands each group of rows, sorted, to a kernel as a stream: one shuffle, one pass. */
final class PerGroup {
  private PerGroup() {}

  /** A pure function from the sorted, never empty rows of one group to result rows. */
  @FunctionalInterface
  interface Kernel extends Serializable {
    Iterator<Row> apply(Iterator<Row> group);
  }

  /**
   * Runs the kernel over each group.
   *
   * @param key columns that name a group
   * @param order columns that sort its rows; with the key they must name a row, or the order would
   *     depend on the partitions
   */
  static Dataset<Row> apply(
      Dataset<Row> rows, List<String> key, List<String> order, Kernel kernel, StructType result) {
    Column[] groups = key.stream().map(name -> col(name)).toArray(Column[]::new);
    Column[] sort =
        Stream.concat(key.stream(), order.stream()).map(name -> col(name)).toArray(Column[]::new);
    Dataset<Row> sorted = rows.repartition(groups).sortWithinPartitions(sort);
    List<String> columns = Arrays.asList(rows.columns());
    int[] positions = key.stream().mapToInt(columns::indexOf).toArray();
    MapPartitionsFunction<Row, Row> run = input -> new Groups(input, positions, kernel);
    return sorted.mapPartitions(run, Encoders.row(result));
  }

  /** Chains what the kernel makes of each group of a sorted partition. */
  private static final class Groups implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final int[] key;
    private final Kernel kernel;
    private Row pending;
    private Iterator<Row> current = Collections.emptyIterator();

    Groups(Iterator<Row> rows, int[] key, Kernel kernel) {
      this.rows = rows;
      this.key = key;
      this.kernel = kernel;
      this.pending = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
      while (!current.hasNext() && pending != null) {
        current = nextGroup();
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

    private Iterator<Row> nextGroup() {
      Row first = pending;
      Iterator<Row> group =
          new Iterator<>() {
            @Override
            public boolean hasNext() {
              return pending != null && sameGroup(first, pending);
            }

            @Override
            public Row next() {
              if (!hasNext()) {
                throw new NoSuchElementException();
              }
              Row row = pending;
              pending = rows.hasNext() ? rows.next() : null;
              return row;
            }
          };
      Iterator<Row> made = kernel.apply(group);
      if (group.hasNext()) {
        throw new IllegalStateException("the kernel left rows of its group unread");
      }
      return made;
    }

    private boolean sameGroup(Row a, Row b) {
      for (int i : key) {
        if (!a.get(i).equals(b.get(i))) {
          return false;
        }
      }
      return true;
    }
  }
}
