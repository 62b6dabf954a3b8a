package io.candlelake.jobs.backtest;

import io.candlelake.common.testing.LocalSpark;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Hand-made hourly candles and signals, as plain values and as the rows that the SQL reads. */
final class Market {
  static final Duration STEP = Duration.ofHours(1);
  static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

  private static final StructType CANDLE =
      new StructType()
          .add("exchange", DataTypes.StringType)
          .add("pair", DataTypes.StringType)
          .add("open_time", DataTypes.TimestampType)
          .add("close_time", DataTypes.TimestampType)
          .add("open", DataTypes.DoubleType)
          .add("high", DataTypes.DoubleType)
          .add("low", DataTypes.DoubleType)
          .add("close", DataTypes.DoubleType)
          .add("volume", DataTypes.DoubleType)
          .add("quality", DataTypes.createArrayType(DataTypes.StringType))
          .add("filled", DataTypes.BooleanType)
          .add("listing", DataTypes.IntegerType);
  private static final StructType LISTING =
      new StructType()
          .add("exchange", DataTypes.StringType)
          .add("pair", DataTypes.StringType)
          .add("listing", DataTypes.IntegerType)
          .add("known_at", DataTypes.TimestampType);
  private static final StructType SIGNAL =
      new StructType()
          .add("exchange", DataTypes.StringType)
          .add("pair", DataTypes.StringType)
          .add("close_time", DataTypes.TimestampType)
          .add("kind", DataTypes.StringType)
          .add("side", DataTypes.IntegerType)
          .add("probability", DataTypes.DoubleType)
          .add("size", DataTypes.DoubleType)
          .add("stop_return", DataTypes.DoubleType)
          .add("target_return", DataTypes.DoubleType)
          .add("holding_bars", DataTypes.IntegerType)
          .add("expected_volatility", DataTypes.DoubleType, false)
          .add("model_id", DataTypes.StringType);

  private static final StructType COSTS =
      new StructType()
          .add("exchange", DataTypes.StringType)
          .add("pair", DataTypes.StringType)
          .add("day", DataTypes.DateType)
          .add("cost_1k_bps", DataTypes.DoubleType)
          .add("cost_10k_bps", DataTypes.DoubleType)
          .add("cost_100k_bps", DataTypes.DoubleType);

  /** One candle; {@code hour} counts from {@link #START}. */
  record Candle(
      String exchange,
      String pair,
      int hour,
      double open,
      double high,
      double low,
      double close,
      double volume,
      List<String> quality,
      boolean filled,
      int listing) {
    /** Whether it was traded in. */
    boolean isReal() {
      return !filled && volume > 0;
    }

    /** Whether it has a flag that does not only say that we made it. */
    boolean isFlagged() {
      return quality.stream().anyMatch(f -> !f.equals("filled") && !f.equals("rejected"));
    }

    Instant openTime() {
      return at(hour);
    }

    Instant closeTime() {
      return at(hour + 1);
    }
  }

  /**
   * One signal.
   *
   * @param hour of the candle decided on; the decision falls at its end
   * @param probability NaN where unknown
   * @param stop fraction, NaN for none
   * @param target fraction, NaN for none
   * @param expectedVolatility over the holding, a fraction
   */
  record Signal(
      String exchange,
      String pair,
      int hour,
      String kind,
      int side,
      double probability,
      double size,
      double stop,
      double target,
      int holdingBars,
      double expectedVolatility) {
    Instant decidedAt() {
      return at(hour + 1);
    }
  }

  /**
   * The end of a listing.
   *
   * @param knownAt hour at which it was known
   */
  record End(String exchange, String pair, int listing, int knownAt) {}

  /**
   * What the books of a day cost.
   *
   * @param day counts from {@link #START}
   * @param bps of 1,000, 10,000 and 100,000, NaN where too thin
   */
  record Costs(String exchange, String pair, int day, double... bps) {}

  private Market() {}

  static Instant at(int hour) {
    return START.plus(STEP.multipliedBy(hour));
  }

  static Dataset<Row> candleRows(List<Candle> candles) {
    List<Row> rows = new ArrayList<>();
    for (Candle c : candles) {
      rows.add(
          RowFactory.create(
              c.exchange(),
              c.pair(),
              c.openTime(),
              c.closeTime(),
              c.open(),
              c.high(),
              c.low(),
              c.close(),
              c.volume(),
              c.quality().toArray(),
              c.filled(),
              c.listing()));
    }
    return LocalSpark.session().createDataFrame(rows, CANDLE);
  }

  static Dataset<Row> listingRows(List<End> ends) {
    List<Row> rows = new ArrayList<>();
    for (End end : ends) {
      rows.add(RowFactory.create(end.exchange(), end.pair(), end.listing(), at(end.knownAt())));
    }
    return LocalSpark.session().createDataFrame(rows, LISTING);
  }

  static Dataset<Row> signalRows(List<Signal> signals) {
    List<Row> rows = new ArrayList<>();
    for (Signal s : signals) {
      rows.add(
          RowFactory.create(
              s.exchange(),
              s.pair(),
              s.decidedAt(),
              s.kind(),
              s.side(),
              orNull(s.probability()),
              s.size(),
              orNull(s.stop()),
              orNull(s.target()),
              s.holdingBars(),
              s.expectedVolatility(),
              Double.isNaN(s.probability()) ? null : "model"));
    }
    return LocalSpark.session().createDataFrame(rows, SIGNAL);
  }

  static Dataset<Row> costRows(List<Costs> costs) {
    List<Row> rows = new ArrayList<>();
    for (Costs c : costs) {
      rows.add(
          RowFactory.create(
              c.exchange(),
              c.pair(),
              LocalDate.ofInstant(at(24 * c.day()), ZoneOffset.UTC),
              orNull(c.bps()[0]),
              orNull(c.bps()[1]),
              orNull(c.bps()[2])));
    }
    return LocalSpark.session().createDataFrame(rows, COSTS);
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
