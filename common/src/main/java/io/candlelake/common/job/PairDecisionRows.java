package io.candlelake.common.job;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import io.candlelake.common.config.Config;
import io.candlelake.common.cost.CostModels;
import io.candlelake.common.dataset.GroupIterator;
import io.candlelake.common.dataset.InternalRows;
import io.candlelake.common.dataset.PairOrder;
import io.candlelake.common.strategy.PairDecisions;
import io.candlelake.common.strategy.PairSeries;
import io.candlelake.common.strategy.Strategy;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Brings candles, predictions, features and ranks of each pair together in one shuffle and lets
 * {@link PairDecisions} decide on each pair.
 */
public final class PairDecisionRows<R> extends GroupIterator<InternalRow, R> {
  private static final int CANDLE = 0;
  private static final int PREDICTION = 1;
  private static final int FEATURES = 2;
  private static final int RANK = 3;

  /** Columns of the sorted rows. */
  private static final int KIND = 3;

  private static final int NUMBERS = 7;
  private static final int QUALITY = 12;
  private static final int MODEL = 13;
  private static final int VECTOR = 14;
  private static final int PLACE = 15;

  private static final UTF8String FILLED = UTF8String.fromString("filled");
  private static final UTF8String REJECTED = UTF8String.fromString("rejected");

  /**
   * How to decide, and what to bring for it.
   *
   * @param features positions in the vector of the features that the strategy reads
   * @param names of these, in the same order
   * @param ranked what the pairs are ranked by; a row's number is its place in the list
   */
  public record Settings(
      Strategy strategy,
      int[] features,
      List<String> names,
      List<String> ranked,
      int volatilityBars,
      double roundTripCost,
      double barsPerYear)
      implements Serializable {
    private static final double DAYS_OF_A_YEAR = 365;

    /** Those of the configuration, but that all of these strategies find what they read. */
    public static Settings of(Config config, List<Strategy> strategies) {
      Set<String> names = new TreeSet<>();
      Set<String> ranked = new TreeSet<>();
      for (Strategy each : strategies) {
        names.addAll(each.features());
        ranked.addAll(each.ranked());
      }
      List<String> known = ConfiguredFeatures.of(config).names();
      return new Settings(
          ConfiguredStrategy.of(config),
          names.stream().mapToInt(known::indexOf).toArray(),
          List.copyOf(names),
          List.copyOf(ranked),
          config.signals().volatilityBars(),
          CostModels.roundTrip(config.backtest().costs()),
          DAYS_OF_A_YEAR
              * Duration.ofDays(1).toMillis()
              / config.run().interval().length().toMillis());
    }
  }

  /** What is made of one pair. */
  @FunctionalInterface
  public interface Kernel<R> extends Serializable {
    Stream<R> apply(
        UTF8String exchange, UTF8String pair, UTF8String interval, PairDecisions decisions);
  }

  private final Settings settings;
  private final Kernel<R> kernel;

  private PairDecisionRows(Iterator<InternalRow> rows, Settings settings, Kernel<R> kernel) {
    super(rows);
    this.settings = settings;
    this.kernel = kernel;
  }

  /** Columns of {@code gold.signals} that a decision fills. */
  private static StructType result() {
    return new StructType()
        .add("exchange", DataTypes.StringType, false)
        .add("pair", DataTypes.StringType, false)
        .add("interval", DataTypes.StringType, false)
        .add("open_time", DataTypes.TimestampType, false)
        .add("close_time", DataTypes.TimestampType, false)
        .add("kind", DataTypes.StringType, false)
        .add("side", DataTypes.IntegerType, false)
        .add("probability", DataTypes.DoubleType)
        .add("size", DataTypes.DoubleType, false)
        .add("stop_return", DataTypes.DoubleType)
        .add("target_return", DataTypes.DoubleType)
        .add("expected_volatility", DataTypes.DoubleType, false)
        .add("holding_bars", DataTypes.IntegerType, false)
        .add("model_id", DataTypes.StringType)
        .add("rule", DataTypes.StringType, false)
        .add("blocked_by", DataTypes.StringType);
  }

  /** The decisions; parameters as of {@link #sorted}. */
  public static Dataset<Row> of(
      Dataset<Row> candles,
      Optional<Dataset<Row>> predictions,
      Optional<Dataset<Row>> features,
      Settings settings) {
    Kernel<InternalRow> kernel =
        (exchange, pair, interval, decisions) ->
            decisions
                .decide(
                    settings.strategy(),
                    settings.volatilityBars(),
                    settings.roundTripCost(),
                    settings.barsPerYear())
                .stream()
                .map(decided -> row(exchange, pair, interval, settings, decided));
    return InternalRows.mapPartitions(
        sorted(candles, predictions, features, settings),
        rows -> new PairDecisionRows<>(rows, settings, kernel),
        result());
  }

  /** What a kernel makes of each pair; parameters as of {@link #sorted}. */
  public static <R> JavaRDD<R> map(
      Dataset<Row> candles,
      Optional<Dataset<Row>> predictions,
      Optional<Dataset<Row>> features,
      Settings settings,
      Kernel<R> kernel) {
    return InternalRows.of(sorted(candles, predictions, features, settings))
        .mapPartitions(rows -> new PairDecisionRows<>(rows, settings, kernel));
  }

  /**
   * The rows to iterate, one shuffle of all.
   *
   * @param predictions rows of {@code gold.predictions}, one trial; none if no model is asked
   * @param features rows of {@code gold.features}, one set; empty if none is read
   */
  private static Dataset<Row> sorted(
      Dataset<Row> candles,
      Optional<Dataset<Row>> predictions,
      Optional<Dataset<Row>> features,
      Settings settings) {
    Column nothing = lit(Double.NaN);
    Dataset<Row> all =
        rows(
            candles.where(col("filled").equalTo(false)),
            CANDLE,
            col("listing"),
            col("quality"),
            null,
            null,
            col("open"),
            col("high"),
            col("low"),
            col("close"),
            col("volume"));
    if (predictions.isPresent()) {
      all =
          all.unionAll(
              rows(
                  predictions.get(),
                  PREDICTION,
                  lit(0),
                  null,
                  col("model_id"),
                  null,
                  coalesce(col("probability"), nothing),
                  nothing,
                  nothing,
                  nothing,
                  nothing));
    }
    if (features.isPresent() && settings.features().length > 0) {
      all =
          all.unionAll(
              rows(
                  features.get(),
                  FEATURES,
                  lit(0),
                  null,
                  null,
                  col("vector"),
                  nothing,
                  nothing,
                  nothing,
                  nothing,
                  nothing));
    }
    for (int i = 0; i < settings.ranked().size(); i++) {
      all = all.unionAll(ranks(predictions, features, settings, i));
    }
    return PairOrder.sorted(all, "kind", "time", "place");
  }

  private static Dataset<Row> rows(
      Dataset<Row> rows,
      int kind,
      Column number,
      Column quality,
      Column model,
      Column vector,
      Column... numbers) {
    return rows.select(
        col("exchange"),
        col("pair"),
        col("interval"),
        lit(kind).as("kind"),
        col("open_time").as("time"),
        col("close_time").as("until"),
        number.cast("int").as("number"),
        numbers[0].cast("double").as("a"),
        numbers[1].cast("double").as("b"),
        numbers[2].cast("double").as("c"),
        numbers[3].cast("double").as("d"),
        numbers[4].cast("double").as("e"),
        (quality == null ? lit(null) : quality).cast("array<string>").as("quality"),
        (model == null ? lit(null) : model).cast("string").as("model"),
        (vector == null ? lit(null) : vector).cast("array<float>").as("vector"));
  }

  /** The place of each pair among the pairs of its exchange at each time, from both ends. */
  private static Dataset<Row> ranks(
      Optional<Dataset<Row>> predictions,
      Optional<Dataset<Row>> features,
      Settings settings,
      int number) {
    String name = settings.ranked().get(number);
    Dataset<Row> valued;
    if (name.equals(PairSeries.PROBABILITY)) {
      valued = predictions.orElseThrow().withColumn("value", col("probability"));
    } else {
      int position = settings.features()[settings.names().indexOf(name)];
      valued = features.orElseThrow().withColumn("value", col("vector").getItem(position));
    }
    Dataset<Row> known = valued.where("value IS NOT NULL AND NOT isnan(value)");
    WindowSpec atOnce = Window.partitionBy("exchange", "interval", "open_time");
    Column above = row_number().over(atOnce.orderBy(col("value").desc(), col("pair")));
    Column below = row_number().over(atOnce.orderBy(col("value"), col("pair").desc()));
    Column nothing = lit(Double.NaN);
    return rows(
        known.withColumn("above", above).withColumn("below", below),
        RANK,
        lit(number),
        null,
        null,
        null,
        col("above"),
        col("below"),
        nothing,
        nothing,
        nothing);
  }

  /** The rows of one pair so far. */
  private record OfPair(
      UTF8String exchange, UTF8String pair, UTF8String interval, PairDecisions decisions) {
    boolean is(InternalRow row) {
      return pair.equals(row.getUTF8String(1))
          && exchange.equals(row.getUTF8String(0))
          && interval.equals(row.getUTF8String(2));
    }
  }

  @Override
  protected Iterator<R> nextGroup() {
    long bucket = PairOrder.bucket(row().getLong(PLACE));
    List<OfPair> pairs = new ArrayList<>();
    OfPair pair = null;
    while (hasRow() && PairOrder.bucket(row().getLong(PLACE)) == bucket) {
      InternalRow row = row();
      if (pair == null || !pair.is(row)) {
        pair = find(pairs, row);
      }
      add(pair.decisions(), row);
      advance();
    }
    return pairs.stream()
        .flatMap(
            each -> kernel.apply(each.exchange(), each.pair(), each.interval(), each.decisions()))
        .iterator();
  }

  private static OfPair find(List<OfPair> pairs, InternalRow row) {
    for (OfPair each : pairs) {
      if (each.is(row)) {
        return each;
      }
    }
    OfPair made =
        new OfPair(
            row.getUTF8String(0).clone(),
            row.getUTF8String(1).clone(),
            row.getUTF8String(2).clone(),
            new PairDecisions());
    pairs.add(made);
    return made;
  }

  private void add(PairDecisions decisions, InternalRow row) {
    long time = row.getLong(4);
    if (row.getInt(KIND) == CANDLE) {
      double[] values = new double[5];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.getDouble(NUMBERS + i);
      }
      decisions.add(time, row.getLong(5), values, row.getInt(6), isFlagged(row.getArray(QUALITY)));
      return;
    }
    int candle = decisions.at(time);
    if (candle < 0) {
      return;
    }
    switch (row.getInt(KIND)) {
      case PREDICTION -> {
        decisions.set(PairSeries.PROBABILITY, candle, row.getDouble(NUMBERS));
        decisions.setModel(candle, row.getUTF8String(MODEL).toString());
      }
      case FEATURES -> {
        ArrayData vector = row.getArray(VECTOR);
        for (int i = 0; i < settings.features().length; i++) {
          decisions.set(settings.names().get(i), candle, vector.getFloat(settings.features()[i]));
        }
      }
      default -> {
        String name = settings.ranked().get(row.getInt(6));
        decisions.set(PairSeries.rank(name), candle, row.getDouble(NUMBERS));
        decisions.set(PairSeries.rankFromBelow(name), candle, row.getDouble(NUMBERS + 1));
      }
    }
  }

  private static boolean isFlagged(ArrayData quality) {
    for (int i = 0; i < quality.numElements(); i++) {
      UTF8String name = quality.getUTF8String(i);
      if (!name.equals(FILLED) && !name.equals(REJECTED)) {
        return true;
      }
    }
    return false;
  }

  private static InternalRow row(
      UTF8String exchange,
      UTF8String pair,
      UTF8String interval,
      Settings settings,
      PairDecisions.Decided decided) {
    return new GenericInternalRow(
        new Object[] {
          exchange,
          pair,
          interval,
          decided.openTime(),
          decided.closeTime(),
          UTF8String.fromString(decided.entry() ? "entry" : "exit"),
          decided.side(),
          orNull(decided.probability()),
          decided.size(),
          orNull(decided.stopReturn()),
          orNull(decided.targetReturn()),
          decided.expectedVolatility(),
          settings.strategy().holdingBars(),
          UTF8String.fromString(decided.model()),
          UTF8String.fromString(decided.rule()),
          UTF8String.fromString(decided.blockedBy())
        });
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
