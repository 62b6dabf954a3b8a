package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.candlelake.common.job.JobContext;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Tables;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Counts the candles of each pair and UTC day.
 *
 * <p>Expected are the slots from the pair's first valid candle to the newest valid candle of its
 * exchange, so a pair that falls silent is incomplete; of a pair that was delisted, to its own
 * last. Between two listings nothing is expected. Each is valid or missing: {@code expected = valid
 * + missing}. Received slots are valid or rejected: {@code received = valid + rejected}. A line
 * without readable time counts on the pair's first day.
 *
 * <p>A slot in which nothing was traded is not expected: the source says so by a row without
 * prices, or it is one that publishes no candle then and the hole is not longer than a day.
 */
final class Completeness {
  private static final String[] COLUMNS = Tables.COMPLETENESS.schemaWithout("run_id").fieldNames();

  private Completeness() {}

  /** Rows of {@code silver.completeness}, days of all time. */
  static Dataset<Row> of(ReviewFindings findings, Outages outages) {
    Limits limits = findings.limits();
    List<Row> silent = silentDays(findings.listings().pairSpans(), outages, limits);
    Dataset<Row> days = findings.days();
    Dataset<Row> all =
        silent.isEmpty()
            ? days
            : days.union(findings.spark().createDataFrame(silent, FindingRows.DAY))
                .groupBy("exchange", "pair", "interval", "day")
                .agg(
                    sum(DayCounts.COLUMNS.get(0)).as(DayCounts.COLUMNS.get(0)),
                    DayCounts.COLUMNS.stream()
                        .skip(1)
                        .map(name -> sum(name).as(name))
                        .toArray(Column[]::new));
    return all.withColumn("expected", col("valid").plus(col("missing"))).selectExpr(COLUMNS);
  }

  /** The slots after a pair's last candle while others go on, by day. */
  private static List<Row> silentDays(
      List<Listings.PairSpan> spans, Outages outages, Limits limits) {
    long step = limits.interval().micros();
    List<Row> rows = new ArrayList<>();
    for (Listings.PairSpan span : spans) {
      DayCounts days = new DayCounts();
      long slots = (span.newestMicros() - span.lastMicros()) / step;
      boolean noTrade = DayCounts.publishesNone(span.exchange(), slots, limits);
      for (long slot = span.lastMicros() + step; slot <= span.newestMicros(); slot += step) {
        if (noTrade) {
          days.addNoTrade(slot);
        } else {
          days.addMissing(slot, outages.contain(span.exchange(), span.pair(), slot));
        }
      }
      days.byDay().forEach((day, counts) -> rows.add(row(span, day, counts, limits)));
    }
    return rows;
  }

  private static Row row(Listings.PairSpan span, int day, long[] counts, Limits limits) {
    List<Object> cells = new ArrayList<>();
    cells.add(span.exchange());
    cells.add(span.pair());
    cells.add(limits.interval().code());
    cells.add(LocalDate.ofEpochDay(day));
    Arrays.stream(counts).forEach(cells::add);
    return RowFactory.create(cells.toArray());
  }

  /** Makes the table hold these rows; returns how many it wrote. */
  static long bring(JobContext context, Dataset<Row> rows, Listings listings) {
    Dataset<Row> present = context.readPairs(Tables.COMPLETENESS);
    if (present.isEmpty()) {
      return rows.isEmpty() ? 0 : context.append(Tables.COMPLETENESS, rows);
    }
    if (listings.haveEnds()) {
      dropDaysNoLongerCounted(context, rows);
    }
    Dataset<Row> changed =
        rows.join(context.readPairs(Tables.COMPLETENESS), COLUMNS, "left_anti").persist();
    try {
      return changed.isEmpty() ? 0 : context.upsert(Tables.COMPLETENESS, changed);
    } finally {
      changed.unpersist();
    }
  }

  /** Days that were missing until it was known, or said, that the pair was not listed then. */
  private static void dropDaysNoLongerCounted(JobContext context, Dataset<Row> rows) {
    String[] key = Tables.COMPLETENESS.key().toArray(String[]::new);
    List<Row> dropped =
        context
            .readPairs(Tables.COMPLETENESS)
            .where(overlaps(context.config().run().range()))
            .join(rows, key, "left_anti")
            .groupBy("exchange", "pair")
            .agg(collect_list(col("day").cast("string")))
            .collectAsList();
    for (Row pair : dropped) {
      RowFilter days =
          RowFilter.equal("interval", context.config().run().interval().code())
              .and(RowFilter.equal("exchange", pair.getString(0)))
              .and(RowFilter.equal("pair", pair.getString(1)))
              .and(RowFilter.in("day", pair.getList(2)));
      context.replace(Tables.COMPLETENESS, rows.limit(0), days);
    }
  }

  /** The condition that a day overlaps the range; days are counted whole. */
  static Column overlaps(TimeRange range) {
    LocalDate first = LocalDate.ofInstant(range.from(), ZoneOffset.UTC);
    LocalDate last = LocalDate.ofInstant(range.to().minusNanos(1), ZoneOffset.UTC);
    return col("day").geq(lit(first)).and(col("day").leq(lit(last)));
  }
}
