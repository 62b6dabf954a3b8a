package io.candlelake.common.job;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import io.candlelake.common.config.Config;
import io.candlelake.common.dataset.InternalRows;
import io.candlelake.common.dataset.PairGroups;
import io.candlelake.common.dataset.PairOrder;
import io.candlelake.common.dataset.QualityFlags;
import io.candlelake.common.strategy.PairDecisions;
import io.candlelake.common.strategy.PairSeries;
import io.candlelake.common.strategy.Strategy;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
 * Groups the candles, predictions, features and ranks of each pair in one shuffle and evaluates
 * {@link PairDecisions} on each.
 */
public final class PairDecisionRows<R> extends PairGroups<PairDecisionRows.OfPair, R> {
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

  /** Columns of {@link PairDecisions}: the probability, the features, then two for each rank. */
  private static final int PROBABILITY = 0;

  private static final int FIRST_FEATURE = 1;

  /**
   * What is joined to the candles.
   *
   * @param features positions in the vector of the features that the strategies use
   * @param names of these, in the same order
   * @param ranked what the pairs are ranked by; a row's number is its position in the list
   */
  public record Beside(int[] features, List<String> names, List<String> ranked)
      implements Serializable {

    /** What these strategies use, of the features that the configuration declares. */
    public static Beside of(Config config, List<Strategy> strategies) {
      Set<String> names = new TreeSet<>();
      Set<String> ranked = new TreeSet<>();
      for (Strategy each : strategies) {
        names.addAll(each.features());
        ranked.addAll(each.ranked());
      }
      List<String> known = ConfiguredFeatures.of(config).names();
      return new Beside(
          names.stream().mapToInt(known::indexOf).toArray(),
          List.copyOf(names),
          List.copyOf(ranked));
    }

    private List<String> columns() {
      List<String> columns = new ArrayList<>();
      columns.add(PairSeries.PROBABILITY);
      columns.addAll(names);
      for (String name : ranked) {
        columns.add(PairSeries.rank(name));
        columns.add(PairSeries.rankFromBelow(name));
      }
      return columns;
    }

    private int firstRank() {
      return FIRST_FEATURE + names.size();
    }
  }

  /** What is made of one pair. */
  @FunctionalInterface
  public interface Kernel<R> extends Serializable {
    Stream<R> apply(
        UTF8String exchange, UTF8String pair, UTF8String interval, PairDecisions decisions);
  }

  private final Beside beside;
  private final List<String> columns;
  private final Kernel<R> kernel;
  private final double[] prices = new double[5];

  private PairDecisionRows(Iterator<InternalRow> rows, Beside beside, Kernel<R> kernel) {
    super(rows, PLACE);
    this.beside = beside;
    this.columns = beside.columns();
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

  /** The decisions. */
  public static Dataset<Row> of(
      DecisionInputs inputs, Beside beside, PairDecisions.Settings settings) {
    int holdingBars = settings.strategy().holdingBars();
    Kernel<InternalRow> kernel =
        (exchange, pair, interval, decisions) ->
            decisions.decide(settings).stream()
                .map(decided -> row(exchange, pair, interval, holdingBars, decided));
    return InternalRows.mapPartitions(
        sorted(inputs, beside), rows -> new PairDecisionRows<>(rows, beside, kernel), result());
  }

  /** What a kernel makes of each pair. */
  public static <R> JavaRDD<R> map(DecisionInputs inputs, Beside beside, Kernel<R> kernel) {
    return InternalRows.of(sorted(inputs, beside))
        .mapPartitions(rows -> new PairDecisionRows<>(rows, beside, kernel));
  }

  /** The rows to iterate, one shuffle of all. */
  private static Dataset<Row> sorted(DecisionInputs inputs, Beside beside) {
    Column nothing = lit(Double.NaN);
    Dataset<Row> all =
        rows(
            inputs.candles().where(col("filled").equalTo(false)),
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
    if (inputs.predictions().isPresent()) {
      all =
          all.unionAll(
              rows(
                  inputs.predictions().get(),
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
    if (inputs.features().isPresent() && beside.features().length > 0) {
      all =
          all.unionAll(
              rows(
                  inputs.features().get(),
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
    for (int i = 0; i < beside.ranked().size(); i++) {
      all = all.unionAll(ranks(inputs, beside, i));
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
  private static Dataset<Row> ranks(DecisionInputs inputs, Beside beside, int number) {
    String name = beside.ranked().get(number);
    Dataset<Row> valued;
    if (name.equals(PairSeries.PROBABILITY)) {
      valued = inputs.predictions().orElseThrow().withColumn("value", col("probability"));
    } else {
      int position = beside.features()[beside.names().indexOf(name)];
      valued = inputs.features().orElseThrow().withColumn("value", col("vector").getItem(position));
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

  /** The rows of one pair. */
  record OfPair(
      UTF8String exchange, UTF8String pair, UTF8String interval, PairDecisions decisions) {}

  @Override
  protected OfPair begin(UTF8String exchange, UTF8String pair, UTF8String interval) {
    return new OfPair(exchange, pair, interval, new PairDecisions(columns));
  }

  @Override
  protected Stream<R> end(OfPair pair) {
    return kernel.apply(pair.exchange(), pair.pair(), pair.interval(), pair.decisions());
  }

  @Override
  protected void add(OfPair pair, InternalRow row) {
    PairDecisions decisions = pair.decisions();
    long time = row.getLong(4);
    if (row.getInt(KIND) == CANDLE) {
      for (int i = 0; i < prices.length; i++) {
        prices[i] = row.getDouble(NUMBERS + i);
      }
      boolean flagged = QualityFlags.isFlagged(row.getArray(QUALITY));
      decisions.add(time, row.getLong(5), prices, row.getInt(6), flagged);
      return;
    }
    int candle = decisions.at(time);
    if (candle < 0) {
      return;
    }
    switch (row.getInt(KIND)) {
      case PREDICTION -> {
        decisions.set(PROBABILITY, candle, row.getDouble(NUMBERS));
        decisions.setModel(candle, row.getUTF8String(MODEL).toString());
      }
      case FEATURES -> {
        ArrayData vector = row.getArray(VECTOR);
        int[] positions = beside.features();
        for (int i = 0; i < positions.length; i++) {
          decisions.set(FIRST_FEATURE + i, candle, vector.getFloat(positions[i]));
        }
      }
      default -> {
        int column = beside.firstRank() + 2 * row.getInt(6);
        decisions.set(column, candle, row.getDouble(NUMBERS));
        decisions.set(column + 1, candle, row.getDouble(NUMBERS + 1));
      }
    }
  }

  private static InternalRow row(
      UTF8String exchange,
      UTF8String pair,
      UTF8String interval,
      int holdingBars,
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
          holdingBars,
          UTF8String.fromString(decided.model()),
          UTF8String.fromString(decided.rule()),
          UTF8String.fromString(decided.blockedBy())
        });
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
