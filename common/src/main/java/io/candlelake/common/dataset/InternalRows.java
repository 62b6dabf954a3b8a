package io.candlelake.common.dataset;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Rows as Spark itself has them, for passes over all candles in which most of the time would go
 * into making a Java object of every cell.
 */
public final class InternalRows {
  private InternalRows() {}

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
