package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.to_date;

import io.candlelake.common.job.JobContext;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Tables;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

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
  private static final List<String> COUNTS =
      List.of(
          "received", "valid", "rejected", "duplicates", "filled", "missing", "outage", "no_trade");

  /** A longer time without any trade is a hole of the data. */
  private static final long MICROS_WITHOUT_TRADE = Duration.ofDays(1).toNanos() / 1_000;

  private Completeness() {}

  /**
   * Rows of {@code silver.completeness}, days of all time.
   *
   * @param listings of the reviewed rows
   * @param outages that the source confirms: exchange, pair, from_time, to_time
   */
  static Dataset<Row> of(
      Dataset<Row> reviewed, Listings listings, Dataset<Row> outages, Limits limits) {
    Dataset<Row> spans = listings.pairSpans(reviewed.sparkSession());
    Dataset<Row> received =
        reviewed
            .where(col("kind").equalTo(Review.RECEIVED))
            .join(
                broadcast(spans.select("exchange", "pair", "interval", "first")),
                new String[] {"exchange", "pair", "interval"},
                "left");
    Column held = col("kind").equalTo(Review.HELD);
    Column missing = not(held).and(not(col("no_trade")));
    Dataset<Row> holes =
        holes(reviewed, spans, limits).withColumn("no_trade", not(held).and(noTrade(limits)));
    Column day =
        coalesce(
            to_date(col("open_time")),
            to_date(timestamp_micros(col("first"))),
            to_date(col("fetched_at")));
    Dataset<Row> ofReceived =
        count(
            received,
            day,
            Map.of(
                "received", col("counted"),
                "valid", col("chosen"),
                "rejected", col("counted").and(not(col("chosen"))),
                "duplicates", not(col("counted"))));
    Dataset<Row> ofHoles =
        count(
            holes,
            to_date(col("open_time")),
            Map.of(
                "missing", missing,
                "no_trade", col("no_trade"),
                "filled", col("kind").isin(Review.FILLED, Review.HELD)));
    Dataset<Row> ofOutages =
        count(
            within(holes.where(missing), outages),
            to_date(col("open_time")),
            Map.of("outage", lit(true)));
    return ofReceived
        .union(ofHoles)
        .union(ofOutages)
        .groupBy("exchange", "pair", "interval", "day")
        .agg(
            sum("received").as("received"),
            COUNTS.stream().skip(1).map(name -> sum(name).as(name)).toArray(Column[]::new))
        .withColumn("expected", col("valid").plus(col("missing")));
  }

  /** Makes the table hold these rows; returns how many it wrote. */
  static long bring(JobContext context, Dataset<Row> rows, Listings listings) {
    if (listings.haveEnds()) {
      dropDaysNoLongerCounted(context, rows);
    }
    String[] columns = Tables.COMPLETENESS.schemaWithout("run_id").fieldNames();
    Dataset<Row> changed =
        rows.selectExpr(columns)
            .except(context.readPairs(Tables.COMPLETENESS).selectExpr(columns))
            .persist();
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

  /** Slots without valid candle: inside a pair's history, and after it while others go on. */
  private static Dataset<Row> holes(Dataset<Row> reviewed, Dataset<Row> spans, Limits limits) {
    Column step = lit(limits.interval().micros());
    Dataset<Row> inside =
        reviewed
            .where(not(col("kind").equalTo(Review.RECEIVED)))
            .select(
                "exchange", "pair", "interval", "open_time", "kind", "gap_bars", "said_no_trade");
    Dataset<Row> after =
        spans
            .where(col("last").lt(col("newest")))
            .withColumn("slot", explode(sequence(col("last").plus(step), col("newest"), step)))
            .select(
                col("exchange"),
                col("pair"),
                col("interval"),
                timestamp_micros(col("slot")).as("open_time"),
                lit(Review.MISSING).as("kind"),
                col("newest").minus(col("last")).divide(step).cast("long").as("gap_bars"),
                lit(false).as("said_no_trade"));
    return inside.union(after);
  }

  /** Whether nothing was traded in a hole: the source says so, or is one that publishes nothing. */
  private static Column noTrade(Limits limits) {
    Column published =
        col("exchange")
            .isin(limits.noTradeExchanges().toArray())
            .and(col("gap_bars").leq(MICROS_WITHOUT_TRADE / limits.interval().micros()));
    return col("said_no_trade").or(published);
  }

  private static Dataset<Row> within(Dataset<Row> holes, Dataset<Row> outages) {
    Dataset<Row> confirmed = outages.as("outage");
    return holes
        .as("hole")
        .join(
            broadcast(confirmed),
            col("hole.exchange")
                .equalTo(col("outage.exchange"))
                .and(col("hole.pair").equalTo(col("outage.pair")))
                .and(col("hole.open_time").geq(col("outage.from_time")))
                .and(col("hole.open_time").lt(col("outage.to_time"))),
            "left_semi");
  }

  /** For each of {@code rows} a row with a 1 in every count whose condition holds, else a 0. */
  private static Dataset<Row> count(Dataset<Row> rows, Column day, Map<String, Column> holds) {
    List<Column> columns = new ArrayList<>();
    columns.add(col("exchange"));
    columns.add(col("pair"));
    columns.add(col("interval"));
    columns.add(day.as("day"));
    for (String name : COUNTS) {
      columns.add(holds.getOrDefault(name, lit(false)).cast("long").as(name));
    }
    return rows.select(columns.toArray(Column[]::new));
  }
}
