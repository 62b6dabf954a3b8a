package io.candlelake.jobs.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a check says of a pair over the whole range.
 *
 * @param detail of the day that raised most; empty where nothing was raised
 */
record Verdict(
    String check,
    String severity,
    String exchange,
    String pair,
    String interval,
    long checked,
    long raised,
    long daysRaised,
    Optional<Instant> first,
    Optional<Instant> last,
    String detail) {

  /** From rows of {@code silver.quality_findings}: what was raised most first, then by name. */
  static List<Verdict> of(Dataset<Row> findings) {
    return findings
        .groupBy("check", "severity", "exchange", "pair", "interval")
        .agg(
            sum("checked"),
            sum("raised").as("raised_sum"),
            count_if(col("raised").gt(0)),
            min("first_time"),
            max("last_time"),
            max_by(col("detail"), col("raised")))
        .orderBy(
            col("raised_sum").desc(), col("check"), col("exchange"), col("pair"), col("interval"))
        .collectAsList()
        .stream()
        .map(Verdict::of)
        .toList();
  }

  private static Verdict of(Row row) {
    return new Verdict(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        Optional.ofNullable(row.getInstant(8)),
        Optional.ofNullable(row.getInstant(9)),
        row.isNullAt(10) ? "" : row.getString(10));
  }

  /** {@code candle-unlike-finer: 3 of 2,160 of kraken BTC-USD 1h (high 101.5, ...)}. */
  String sentence() {
    String of = interval.isEmpty() ? "" : " " + interval;
    return "%s: %,d of %,d of %s %s%s (%s)"
        .formatted(check, raised, checked, exchange, pair, of, detail);
  }
}
