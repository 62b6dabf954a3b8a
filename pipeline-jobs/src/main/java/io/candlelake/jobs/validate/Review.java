package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.asc_nulls_first;

import io.candlelake.common.table.Tables;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Puts every received row among its neighbours: one shuffle, one pass over each series in order of
 * time and arrival. What it adds is what {@link CandleChecks} compare and what silver is made of.
 */
final class Review {
  /** A row that a source gave. */
  static final String RECEIVED = "received";

  /** A slot without valid candle that is bridged with the last close. */
  static final String FILLED = "filled";

  /** A slot without valid candle that stays empty. */
  static final String MISSING = "missing";

  /**
   * A slot whose candle was rejected, bridged with the last close whatever came after it, so that
   * nobody passes over it without a word. It comes besides the slot's row of another kind.
   */
  static final String HELD = "held";

  /** Columns of a received row; {@code open_micros} is microseconds since 1970 UTC. */
  static final StructType ROW =
      new StructType()
          .add("exchange", DataTypes.StringType)
          .add("pair", DataTypes.StringType)
          .add("interval", DataTypes.StringType)
          .add("symbol", DataTypes.StringType)
          .add("open_micros", DataTypes.LongType)
          .add("open", Tables.EXACT)
          .add("high", Tables.EXACT)
          .add("low", Tables.EXACT)
          .add("close", Tables.EXACT)
          .add("volume", Tables.EXACT)
          .add("trades", DataTypes.LongType)
          .add("source", DataTypes.StringType)
          .add("source_ref", DataTypes.StringType)
          .add("source_line", DataTypes.LongType)
          .add("malformed", DataTypes.StringType)
          .add("raw", DataTypes.StringType)
          .add("fetched_at", DataTypes.TimestampType);

  /** What is known of it before it is seen among its neighbours. */
  static final StructType INPUT =
      ROW.add("fails_alone", DataTypes.BooleanType)
          .add("no_trade", DataTypes.BooleanType)
          .add("others_moving", DataTypes.IntegerType)
          .add("low_elsewhere", DataTypes.DoubleType)
          .add("high_elsewhere", DataTypes.DoubleType);

  /**
   * What is known of it then:
   *
   * <ul>
   *   <li>{@code kind}: {@link #RECEIVED}, {@link #FILLED}, {@link #MISSING} or {@link #HELD};
   *   <li>{@code chosen}: it is the candle of its slot, the newest valid one received; one that we
   *       built from trades only where no source gave one;
   *   <li>{@code counted}: it stands for its slot in counts of candles received; one a slot;
   *   <li>{@code revision}: how often the valid values of the slot had changed by then;
   *   <li>{@code duplicate}: the row before it in the slot has the same values; rows built from
   *       trades are compared among themselves;
   *   <li>{@code conflict}: likewise, it has others and came in the same fetch;
   *   <li>{@code arrived_early}: its line stands on the other side of that of the slot before than
   *       most of its file so far;
   *   <li>{@code gap_bars}: slots without valid candle right before it, or around it where it is
   *       one of them itself;
   *   <li>{@code unchanged_bars}: candles up to it, itself included, whose four prices are all the
   *       close before;
   *   <li>{@code deviations}: its farthest price from those around it, in robust standard
   *       deviations; null while the scale is unknown;
   *   <li>{@code absurd}: why its price cannot be true, see {@link PriceJudge}; null if it can;
   *   <li>{@code said_no_trade}: it is missing, and the source says that nothing was traded;
   *   <li>{@code listing}: which series of the pair it is of, from 1; 0 where it is of none;
   *   <li>{@code listing_event}, {@code listing_factor}, {@code listing_source}, {@code
   *       price_ratio}: what began the series, on its first candle.
   * </ul>
   */
  static final StructType OUTPUT =
      ROW.add("kind", DataTypes.StringType)
          .add("chosen", DataTypes.BooleanType)
          .add("counted", DataTypes.BooleanType)
          .add("revision", DataTypes.IntegerType)
          .add("duplicate", DataTypes.BooleanType)
          .add("conflict", DataTypes.BooleanType)
          .add("arrived_early", DataTypes.BooleanType)
          .add("gap_bars", DataTypes.LongType)
          .add("unchanged_bars", DataTypes.LongType)
          .add("deviations", DataTypes.DoubleType)
          .add("absurd", DataTypes.StringType)
          .add("said_no_trade", DataTypes.BooleanType)
          .add("listing", DataTypes.IntegerType)
          .add("listing_event", DataTypes.StringType)
          .add("listing_factor", DataTypes.DoubleType)
          .add("listing_source", DataTypes.StringType)
          .add("price_ratio", DataTypes.DoubleType);

  private Review() {}

  /**
   * Reviews rows of {@link #INPUT}; the result has the columns of {@link #OUTPUT}, one row for each
   * received candle, one for each slot without valid candle between two valid ones of one series,
   * and one for each slot held.
   */
  static Dataset<Row> of(Dataset<Row> received, Limits limits) {
    Dataset<Row> sorted =
        received
            .selectExpr(INPUT.fieldNames())
            .repartition(received.col("exchange"), received.col("pair"), received.col("interval"))
            .sortWithinPartitions(
                asc_nulls_first("exchange"),
                asc_nulls_first("pair"),
                asc_nulls_first("interval"),
                asc_nulls_first("open_micros"),
                asc_nulls_first("fetched_at"),
                asc_nulls_first("source_ref"),
                asc_nulls_first("source_line"),
                // Rows that arrived alike: any fixed order, whatever the partitions.
                asc_nulls_first("close"),
                asc_nulls_first("open"),
                asc_nulls_first("high"),
                asc_nulls_first("low"),
                asc_nulls_first("volume"),
                asc_nulls_first("raw"));
    MapPartitionsFunction<Row, Row> review = rows -> reviewed(rows, limits);
    return sorted.mapPartitions(review, Encoders.row(OUTPUT));
  }

  private static Iterator<Row> reviewed(Iterator<Row> rows, Limits limits) {
    return new SeriesReview(rows, limits);
  }
}
