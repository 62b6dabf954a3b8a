package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.dayofmonth;
import static org.apache.spark.sql.functions.dayofweek;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The two rates of data quality, from rows of {@code silver.completeness}. They answer different
 * questions and are never mixed:
 *
 * <ul>
 *   <li><b>validity</b> = valid ÷ received: can what arrived be trusted? Duplicates count once.
 *   <li><b>completeness</b> = valid ÷ expected: did everything arrive? Candles missing in an outage
 *       that the source confirms stay missing; {@code outage} counts them apart.
 * </ul>
 *
 * <p>A rate of nothing is null.
 */
final class QualityRates {
  private static final Column EXPECTED = total("expected");

  private static final Column[] OTHER_COUNTS = {
    total("received"),
    total("valid"),
    total("rejected"),
    total("duplicates"),
    total("filled"),
    total("missing"),
    total("outage"),
    total("no_trade"),
    sum(when(hasDuplicates(), lit(1)).otherwise(lit(0))).as("duplicate_days"),
    sum(when(hasDuplicates().and(clocksChange()), lit(1)).otherwise(lit(0))).as("clock_change_days")
  };

  private QualityRates() {}

  /**
   * One row for each exchange, pair and interval: expected, received, valid, rejected, duplicates,
   * filled, missing, outage, no_trade, validity, completeness; and days on which a slot came twice
   * with those among them on which clocks are put back.
   */
  static Dataset<Row> byPair(Dataset<Row> completeness) {
    return withRates(
        completeness.groupBy("exchange", "pair", "interval").agg(EXPECTED, OTHER_COUNTS));
  }

  /** One row for all: the same columns without exchange, pair and interval. */
  static Dataset<Row> inAll(Dataset<Row> completeness) {
    return withRates(completeness.agg(EXPECTED, OTHER_COUNTS));
  }

  private static Column hasDuplicates() {
    return col("duplicates").gt(0);
  }

  /** The last Sunday of October (Europe) and the first of November (America). */
  private static Column clocksChange() {
    Column monthDay = month(col("day")).multiply(100).plus(dayofmonth(col("day")));
    return dayofweek(col("day")).equalTo(1).and(monthDay.between(1025, 1107));
  }

  private static Column total(String count) {
    return sum(col(count)).as(count);
  }

  private static Dataset<Row> withRates(Dataset<Row> counts) {
    return counts
        .withColumn("validity", expr("try_divide(cast(valid AS double), received)"))
        .withColumn("completeness", expr("try_divide(cast(valid AS double), expected)"));
  }
}
