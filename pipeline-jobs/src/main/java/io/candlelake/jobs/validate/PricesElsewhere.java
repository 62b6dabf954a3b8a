package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.array_min;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Tells each row where its pair was traded on the other exchanges of the lake at that time. */
final class PricesElsewhere {
  private PricesElsewhere() {}

  /**
   * Adds {@code low_elsewhere} and {@code high_elsewhere}, over the candles of the same pair and
   * open time on other exchanges; null where there are none.
   *
   * @param shared pairs received of more than one exchange; rows of others are not looked at
   */
  static Dataset<Row> with(Dataset<Row> received, List<String> shared) {
    if (shared.isEmpty()) {
      return received
          .withColumn("low_elsewhere", lit(null).cast("double"))
          .withColumn("high_elsewhere", lit(null).cast("double"));
    }
    WindowSpec sameTime = Window.partitionBy("pair", "open_micros");
    Column all = collect_list(struct("exchange", "low", "high")).over(sameTime);
    Column others = filter(all, one -> one.getField("exchange").notEqual(col("exchange")));
    Dataset<Row> elsewhere =
        received
            .where(col("pair").isin(shared.toArray()))
            .where(col("open_micros").isNotNull().and(col("low").gt(0)))
            .where(col("high").geq(col("low")))
            .groupBy("exchange", "pair", "open_micros")
            .agg(min("low").cast("double").as("low"), max("high").cast("double").as("high"))
            .withColumn("others", others)
            .select(
                col("exchange"),
                col("pair"),
                col("open_micros"),
                array_min(transform(col("others"), one -> one.getField("low"))).as("low_elsewhere"),
                array_max(transform(col("others"), one -> one.getField("high")))
                    .as("high_elsewhere"));
    return received.join(elsewhere, new String[] {"exchange", "pair", "open_micros"}, "left");
  }
}
