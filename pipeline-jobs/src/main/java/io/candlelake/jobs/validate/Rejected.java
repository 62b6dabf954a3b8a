package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.job.JobContext;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Tables;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows that failed a check, with reasons. */
final class Rejected {
  private static final String[] ALL_BUT_RUN =
      Tables.REJECTED_CANDLES.schemaWithout("run_id").fieldNames();

  private Rejected() {}

  /** The reviewed rows that failed, each once however often it was received. */
  static Dataset<Row> rows(Dataset<Row> reviewed) {
    Column detail =
        concat_ws(
            "; ",
            col("malformed"),
            col("absurd"),
            when(
                col("absurd").isNotNull().and(col("deviations").isNotNull()),
                format_string("%.0f robust standard deviations away", col("deviations"))));
    return reviewed
        .where(size(col("reasons")).gt(0).and(not(col("duplicate"))))
        .withColumn("detail", when(detail.equalTo(lit("")), lit(null)).otherwise(detail))
        .selectExpr(ALL_BUT_RUN);
  }

  /**
   * Makes the table hold these rows of the run's symbols and range; returns how many it wrote. Rows
   * without time belong to every range.
   */
  static long bring(JobContext context, Dataset<Row> rows, List<String> symbols) {
    RowFilter scope = scope(context, symbols);
    Dataset<Row> present =
        context.read(Tables.REJECTED_CANDLES).where(scope.sql()).selectExpr(ALL_BUT_RUN);
    boolean same =
        present.isEmpty()
            ? rows.isEmpty()
            : rows.exceptAll(present).isEmpty() && present.exceptAll(rows).isEmpty();
    return same ? 0 : context.replace(Tables.REJECTED_CANDLES, rows, scope);
  }

  private static RowFilter scope(JobContext context, List<String> symbols) {
    TimeRange range = context.config().run().range();
    RowFilter inRange =
        RowFilter.from("open_time", range.from()).and(RowFilter.before("open_time", range.to()));
    return RowFilter.equal("interval", context.config().run().interval().code())
        .and(RowFilter.in("symbol", symbols))
        .and(RowFilter.isNull("open_time").or(inRange));
  }
}
