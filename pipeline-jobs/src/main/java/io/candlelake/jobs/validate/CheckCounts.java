package io.candlelake.jobs.validate;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** How often each check was raised, by pair. */
final class CheckCounts {
  private static final StructType COLUMNS =
      StructType.fromDDL(
          "exchange STRING, pair STRING, interval STRING, rows_checked BIGINT, check STRING,"
              + " severity STRING, rows_raised BIGINT");

  private CheckCounts() {}

  /**
   * Rows of {@code gold.check_results} without the run: every pair of which rows were checked, with
   * every check.
   *
   * @param series rows of {@link FindingRows#SERIES}
   */
  static Dataset<Row> of(SparkSession spark, List<Row> series, Limits limits) {
    List<Row> counts = new ArrayList<>();
    for (Row one : series) {
      long checked = one.getAs("rows_checked");
      List<Long> raised = one.getList(one.fieldIndex("raised"));
      for (int i = 0; checked > 0 && i < raised.size(); i++) {
        CandleCheck check = CandleChecks.ALL.get(i);
        counts.add(
            RowFactory.create(
                one.getAs("exchange"),
                one.getAs("pair"),
                limits.interval().code(),
                checked,
                check.name(),
                check.severity().code(),
                raised.get(i)));
      }
    }
    return spark.createDataFrame(counts, COLUMNS).coalesce(1);
  }
}
