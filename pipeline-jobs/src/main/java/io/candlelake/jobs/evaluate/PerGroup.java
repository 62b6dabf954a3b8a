package io.candlelake.jobs.evaluate;

import static org.apache.spark.sql.functions.col;

import io.candlelake.common.dataset.SortedGroups;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
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
    return SortedGroups.apply(
        sorted,
        (first, next) -> sameGroup(positions, first, next),
        (first, group) -> kernel.apply(group),
        result);
  }

  private static boolean sameGroup(int[] key, Row a, Row b) {
    for (int i : key) {
      if (!a.get(i).equals(b.get(i))) {
        return false;
      }
    }
    return true;
  }
}
