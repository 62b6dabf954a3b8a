package io.candlelake.common.dataset;

import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The one place where datasets are taken apart into Spark's internal rows and put together again: a
 * kernel that reads primitives from them costs a fraction of one on {@link Row} objects.
 *
 * <p>In an internal row a text is a {@code UTF8String}, a time its microseconds since 1970 UTC. A
 * row handed out is overwritten by the next: copy what is kept. So may be the rows that a function
 * makes.
 */
public final class InternalRows {
  private InternalRows() {}

  /**
   * Runs the function over every partition.
   *
   * @param rows planned, and its shuffles run, when this is called; the function runs with the
   *     first action on the result
   * @param result columns of the rows that the function makes
   */
  public static Dataset<Row> mapPartitions(
      Dataset<Row> rows,
      FlatMapFunction<Iterator<InternalRow>, InternalRow> function,
      StructType result) {
    return dataset(rows.sparkSession(), of(rows).mapPartitions(function), result);
  }

  /**
   * Rows that are computed once, by the first action on them, and kept until released.
   *
   * @param rows the root of a plan of its own
   * @param persisted the same rows
   */
  public record Kept(Dataset<Row> rows, JavaRDD<InternalRow> persisted) {
    /** Frees their memory and disk space. */
    public void release() {
      persisted.unpersist();
    }
  }

  /** Keeps rows in memory, or on disk where there is no room. */
  public static Kept keep(Dataset<Row> rows) {
    Function<InternalRow, InternalRow> copy = InternalRow::copy;
    JavaRDD<InternalRow> persisted = of(rows).map(copy).persist(StorageLevel.MEMORY_AND_DISK());
    return new Kept(dataset(rows.sparkSession(), persisted, rows.schema()), persisted);
  }

  /**
   * The rows of a dataset, planned once: passes over the same result share its shuffle. A row is
   * valid until the next one is taken.
   */
  public static JavaRDD<InternalRow> of(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().toRdd().toJavaRDD();
  }

  /** Rows that hold Spark's own values of these columns, in their order. */
  public static Dataset<Row> dataset(
      SparkSession spark, JavaRDD<InternalRow> rows, StructType columns) {
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(rows.rdd(), columns, false);
  }
}
