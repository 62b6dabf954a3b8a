package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How often each check was raised, by pair; all checks counted in one pass. */
final class CheckCounts {
  private CheckCounts() {}

  /** Rows of {@code gold.check_results} without the run: every pair with every check. */
  static Dataset<Row> of(Dataset<Row> reviewed, Limits limits) {
    Column[] raised =
        CandleChecks.ALL.stream()
            .map(check -> sum(CandleChecks.raised(check, limits).cast("long")).as(column(check)))
            .toArray(Column[]::new);
    Column[] results =
        CandleChecks.ALL.stream()
            .map(
                check ->
                    struct(
                        lit(check.name()).as("check"),
                        lit(check.severity().code()).as("severity"),
                        col(column(check)).as("rows_raised")))
            .toArray(Column[]::new);
    return reviewed
        .where(col("kind").equalTo(Review.RECEIVED))
        .groupBy("exchange", "pair", "interval")
        .agg(count(lit(1)).as("rows_checked"), raised)
        .select(
            col("exchange"),
            col("pair"),
            col("interval"),
            col("rows_checked"),
            explode(array(results)).as("result"))
        .select("exchange", "pair", "interval", "rows_checked", "result.*");
  }

  private static String column(CandleCheck check) {
    return "raised_" + check.name().replace('-', '_');
  }
}
