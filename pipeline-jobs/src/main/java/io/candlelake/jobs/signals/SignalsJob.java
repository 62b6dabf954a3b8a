package io.candlelake.jobs.signals;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.dataset.PerSeries;
import io.candlelake.common.dataset.SeriesKernel;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.setting.Registry;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Turns out-of-sample predictions into entries and exits. It never sees a label. */
public final class SignalsJob implements Job {
  @Override
  public String name() {
    return "signals";
  }

  @Override
  public String summary() {
    return "turn calibrated predictions into entries and exits with size and risk";
  }

  @Override
  public List<Registry<?>> registries() {
    return List.of(SignalRules.ALL);
  }

  @Override
  public int usualShare() {
    return 4;
  }

  @Override
  public Set<Table> reads() {
    return Set.of(Tables.PREDICTIONS, Tables.CANDLES);
  }

  @Override
  public Set<Table> writes() {
    return Set.of(Tables.SIGNALS);
  }

  @Override
  public JobResult run(JobContext context) {
    Config config = context.config();
    context.step("look for predictions");
    Dataset<Row> predictions =
        context
            .readPairs(Tables.PREDICTIONS)
            .where(col("trial_id").equalTo(config.trialId()))
            .where(col("open_time").lt(lit(config.run().range().to())));
    if (predictions.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot decide on signals",
          "gold.predictions has no row of trial " + config.trialId() + " in the range",
          "Run train with this configuration first");
    }
    Dataset<Row> signals =
        decide(predictions, context.readPairs(Tables.CANDLES), config)
            .where(context.inRange("open_time"));
    long rows =
        context.replaceRange(
            Tables.SIGNALS, signals, RowFilter.equal("strategy_id", config.strategyId()));
    return JobResult.wrote(rows);
  }

  /**
   * Entries and exits of the configured trial's predictions, rows of {@code gold.signals} but for
   * {@code run_id}. Each depends only on predictions and candles up to its own close.
   *
   * <p>An entry abstains where the candle is filled or absent and while its volatility is unknown
   * or 0. An entry is written a second time as the exit of the opposite side when that side was
   * entered within the holding before it, counted in candles with trades: a position may still be
   * open. A new listing of a pair starts anew.
   *
   * @param predictions rows of {@code gold.predictions}; other trials' are passed over
   * @param candles rows of {@code silver.candles}, with enough history to warm volatility up
   */
  public static Dataset<Row> decide(Dataset<Row> predictions, Dataset<Row> candles, Config config) {
    return withExits(entries(predictions, candles, config), config.labels().horizonBars())
        .drop("listing", "candle_number");
  }

  private static Dataset<Row> entries(
      Dataset<Row> predictions, Dataset<Row> candles, Config config) {
    Config.Signals settings = config.signals();
    List<SignalRule> rules = SignalRules.configured(config);
    int holdingBars = config.labels().horizonBars();
    Dataset<Row> decided =
        predictions
            .where(col("trial_id").equalTo(config.trialId()))
            .withColumn("side", SignalRules.side(rules))
            .where(col("side").isNotNull());
    Column volatility = col("bar_volatility").multiply(Math.sqrt(holdingBars));
    return decided
        .join(
            volatility(candles, settings.volatilityBars()),
            new String[] {"exchange", "pair", "interval", "open_time"},
            "inner")
        .select(
            col("exchange"),
            col("pair"),
            col("interval"),
            col("open_time"),
            col("close_time"),
            lit(config.strategyId()).as("strategy_id"),
            col("side"),
            when(col("side").equalTo(1), col("probability"))
                .otherwise(lit(1.0).minus(col("probability")))
                .as("probability"),
            lit(settings.positionSize()).as("size"),
            multiple(settings.stop(), volatility).as("stop_return"),
            multiple(settings.target(), volatility).as("target_return"),
            volatility.as("expected_volatility"),
            lit(holdingBars).as("holding_bars"),
            col("model_id"),
            SignalRules.name(rules).as("rule"),
            col("listing"),
            col("candle_number"));
  }

  private static Dataset<Row> withExits(Dataset<Row> entries, int holdingBars) {
    WindowSpec before =
        Window.partitionBy("exchange", "pair", "interval", "listing")
            .orderBy("open_time")
            .rowsBetween(Window.unboundedPreceding(), -1);
    Column lastLong = last(when(col("side").equalTo(1), col("candle_number")), true).over(before);
    Column lastShort = last(when(col("side").equalTo(-1), col("candle_number")), true).over(before);
    Column opposite = when(col("side").equalTo(1), lastShort).otherwise(lastLong);
    Column ends = col("candle_number").minus(opposite).leq(holdingBars);
    Column kinds = when(ends, array(lit("entry"), lit("exit"))).otherwise(array(lit("entry")));
    Dataset<Row> both =
        entries.withColumn("kinds", kinds).withColumn("kind", explode(col("kinds")));
    Column isExit = col("kind").equalTo("exit");
    return both.drop("kinds")
        .withColumn("side", when(isExit, lit(0).minus(col("side"))).otherwise(col("side")))
        .withColumn(
            "probability",
            when(isExit, lit(1.0).minus(col("probability"))).otherwise(col("probability")))
        .withColumn("size", when(isExit, 0.0).otherwise(col("size")))
        .withColumn("stop_return", when(isExit, null).otherwise(col("stop_return")))
        .withColumn("target_return", when(isExit, null).otherwise(col("target_return")));
  }

  private static Column multiple(double factor, Column volatility) {
    return factor == 0 ? lit(null).cast("double") : volatility.multiply(factor);
  }

  private static Dataset<Row> volatility(Dataset<Row> candles, int span) {
    SeriesKernel kernel =
        (key, bars) -> {
          double[] volatility = BarVolatility.of(bars, span);
          long[] number = candleNumbers(bars);
          UTF8String exchange = UTF8String.fromString(key.exchange());
          UTF8String pair = UTF8String.fromString(key.pair());
          UTF8String interval = UTF8String.fromString(key.interval().code());
          return IntStream.range(0, bars.size())
              .filter(i -> volatility[i] > 0)
              .mapToObj(
                  i ->
                      (InternalRow)
                          new GenericInternalRow(
                              new Object[] {
                                exchange,
                                pair,
                                interval,
                                bars.openTime()[i],
                                key.listing(),
                                number[i],
                                volatility[i]
                              }))
              .iterator();
        };
    return PerSeries.apply(candles, kernel, volatility());
  }

  /** Counts candles with trades, so that a gap or a filled candle does not age a position. */
  private static long[] candleNumbers(Bars bars) {
    long[] number = new long[bars.size()];
    long next = 0;
    for (int i = 0; i < bars.size(); i++) {
      number[i] = next;
      next += bars.filled()[i] ? 0 : 1;
    }
    return number;
  }

  /** Not a constant: the class is loaded with the command line, Spark's types are not. */
  private static StructType volatility() {
    return new StructType()
        .add("exchange", DataTypes.StringType, false)
        .add("pair", DataTypes.StringType, false)
        .add("interval", DataTypes.StringType, false)
        .add("open_time", DataTypes.TimestampType, false)
        .add("listing", DataTypes.IntegerType, false)
        .add("candle_number", DataTypes.LongType, false)
        .add("bar_volatility", DataTypes.DoubleType, false);
  }
}
