package io.candlelake.jobs.validate;

import io.candlelake.common.job.JobContext;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Tables;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows that failed a check, with reasons. */
final class Rejected {
  private static final String[] ALL_BUT_RUN =
      Tables.REJECTED_CANDLES.schemaWithout("run_id").fieldNames();

  private Rejected() {}

  /**
   * Makes the table hold these rows of the run's symbols and range; returns how many it wrote. Rows
   * without time belong to every range.
   *
   * @param count how many they are
   */
  static long bring(JobContext context, Dataset<Row> rows, long count, List<String> symbols) {
    RowFilter scope = scope(context, symbols);
    Dataset<Row> present =
        context.read(Tables.REJECTED_CANDLES).where(scope.sql()).selectExpr(ALL_BUT_RUN);
    if (present.isEmpty()) {
      return count == 0 ? 0 : context.append(Tables.REJECTED_CANDLES, rows);
    }
    boolean same = rows.exceptAll(present).isEmpty() && present.exceptAll(rows).isEmpty();
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
