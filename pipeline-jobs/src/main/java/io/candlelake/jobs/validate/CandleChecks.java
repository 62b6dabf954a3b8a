package io.candlelake.jobs.validate;

import static io.candlelake.jobs.validate.Severity.FLAG;
import static io.candlelake.jobs.validate.Severity.REJECT;
import static io.candlelake.jobs.validate.Severity.WARN;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.table.Tables;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

/**
 * Every check of a candle. A new one is a line here.
 *
 * <p><b>No check looks ahead</b>: whether a candle is raised depends on what was received for slots
 * up to its own, of its pair and, for jumps, of the others; never on a later candle. So a candle
 * does not change its standing because others follow, and what the pipeline decided on it can be
 * decided again from history cut after it. The price of that: a bad close that is only shown to be
 * bad by the next candle is caught only when it is absurd by itself.
 */
final class CandleChecks {
  /** Checks of a row by itself. */
  static final List<CandleCheck> ALONE =
      List.of(
          new CandleCheck(
              "malformed",
              REJECT,
              "the line could not be read",
              limits -> col("malformed").isNotNull()),
          new CandleCheck(
              "missing-value",
              REJECT,
              "a readable line without time, price or volume",
              limits ->
                  readable().and(anyNull("open_micros", "open", "high", "low", "close", "volume"))),
          new CandleCheck(
              "non-positive-price",
              REJECT,
              "a price of zero or below",
              limits -> least(col("open"), col("high"), col("low"), col("close")).leq(lit(0))),
          new CandleCheck(
              "negative-volume", REJECT, "a volume below zero", limits -> col("volume").lt(0)),
          new CandleCheck(
              "inconsistent-range",
              REJECT,
              "high below open, close or low, or low above open or close",
              limits ->
                  col("high")
                      .lt(greatest(col("open"), col("close"), col("low")))
                      .or(col("low").gt(least(col("open"), col("close"))))),
          new CandleCheck(
              "off-grid",
              REJECT,
              "it does not open on the grid of its interval",
              limits -> not(col("open_micros").mod(limits.interval().micros()).equalTo(0))),
          new CandleCheck(
              "future-time",
              REJECT,
              "it closes after the run started",
              limits ->
                  col("open_micros")
                      .plus(limits.interval().micros())
                      .gt(lit(EpochMicros.of(limits.now())))),
          new CandleCheck(
              "zero-volume", FLAG, "nothing was traded", limits -> col("volume").equalTo(0)),
          new CandleCheck(
              "inexact",
              FLAG,
              "a price or volume of more digits than a double holds; silver has the nearest one",
              limits -> anyInexact("open", "high", "low", "close", "volume")));

  /** Checks of a row among those before it and those of other pairs. */
  static final List<CandleCheck> AMONG_OTHERS =
      List.of(
          new CandleCheck(
              "absurd-price",
              REJECT,
              "a price that cannot be true: a power of ten from those around it on usual volume, or"
                  + " further than validate.absurd-factor from the pair's on every other exchange",
              limits -> col("absurd").isNotNull()),
          new CandleCheck(
              "price-jump",
              FLAG,
              "a price beyond validate.jump-deviations that is not absurd",
              limits ->
                  col("absurd").isNull().and(col("deviations").gt(lit(limits.jumpDeviations())))),
          new CandleCheck(
              "listing-break",
              FLAG,
              "another series of the pair begins with it: silver.listings",
              limits -> not(col("listing_event").equalTo(ListingEvent.FIRST.code()))),
          new CandleCheck(
              "duplicate",
              WARN,
              "received again with the same values; counted once",
              limits -> col("duplicate")),
          new CandleCheck(
              "conflicting-duplicate",
              FLAG,
              "received again in one fetch with other values; the later line counts",
              limits -> col("conflict")),
          new CandleCheck(
              "out-of-order",
              FLAG,
              "it stands in its file against the order of time that the others keep",
              limits -> col("arrived_early")),
          new CandleCheck(
              "gap", FLAG, "no valid candle right before it", limits -> col("gap_bars").gt(0)),
          new CandleCheck(
              "stale-price",
              FLAG,
              "validate.stale-bars candles in a row without any move",
              limits -> col("unchanged_bars").geq(lit(limits.staleBars()))));

  static final List<CandleCheck> ALL =
      Stream.concat(ALONE.stream(), AMONG_OTHERS.stream()).toList();

  private CandleChecks() {}

  /** Whether a row fails by itself, before it is seen among others. */
  static Column failsAlone(Limits limits) {
    return ALONE.stream()
        .filter(check -> check.severity() == REJECT)
        .map(check -> raised(check, limits))
        .reduce(lit(false), Column::or);
  }

  /** The names of the checks of that severity which the row raises, an array. */
  static Column names(Severity severity, Limits limits) {
    return array_compact(
        array(
            ALL.stream()
                .filter(check -> check.severity() == severity)
                .map(check -> when(raised(check, limits), lit(check.name())))
                .toArray(Column[]::new)));
  }

  /** Whether the check is raised; never null. */
  static Column raised(CandleCheck check, Limits limits) {
    return coalesce(check.rule().raised(limits), lit(false));
  }

  /**
   * Whether a received row is no candle but says that nothing was traded: readable, no price, no
   * volume. Never null.
   */
  static Column noTrade() {
    return readable()
        .and(col("open_time").isNotNull())
        .and(col("open").isNull())
        .and(col("high").isNull())
        .and(col("low").isNull())
        .and(col("close").isNull())
        .and(coalesce(col("volume").equalTo(0), lit(true)));
  }

  /** Whether one of the values is another after a way through a double and back. */
  private static Column anyInexact(String... columns) {
    return Stream.of(columns).map(CandleChecks::isInexact).reduce(lit(false), Column::or);
  }

  private static Column isInexact(String column) {
    Column back = col(column).cast("double").try_cast(Tables.EXACT);
    return col(column).isNotNull().and(not(coalesce(back.equalTo(col(column)), lit(false))));
  }

  private static Column readable() {
    return col("malformed").isNull();
  }

  private static Column anyNull(String... columns) {
    return Stream.of(columns).map(name -> col(name).isNull()).reduce(lit(false), Column::or);
  }
}
