package io.candlelake.common.dataset;

import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

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
    RDD<InternalRow> made =
        ((org.apache.spark.sql.classic.Dataset<Row>) rows)
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(function)
            .rdd();
    return ((org.apache.spark.sql.classic.SparkSession) rows.sparkSession())
        .internalCreateDataFrame(made, result, false);
  }
}
