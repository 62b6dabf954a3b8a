package io.candlelake.jobs.backtest;

import static java.util.Map.entry;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.candlelake.common.dataset.InternalRows;
import io.candlelake.common.job.SqlSteps;
import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.metric.BacktestMetric;
import io.candlelake.common.setting.Registry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A backtest in three steps: {@link PairTrades} walks the candles of each pair and says how every
 * entry would end; {@link Portfolio} decides which of them a cell takes; SQL files make trades,
 * fills, equity and metrics of these. The few rows of each step stay in memory until it is closed.
 */
final class Backtest implements AutoCloseable {
  private static final StructType CELLS =
      new StructType()
          .add("cell", DataTypes.StringType, false)
          .add("initial_cash", DataTypes.DoubleType, false)
          .add("cost_metrics", names(), false)
          .add("protection_metrics", names(), false);

  private final SparkSession spark;
  private final BacktestPeriod period;
  private final double delistingLoss;
  private final MarketRules rules;
  private final SqlSteps sql;
  private final List<InternalRows.Kept> kept = new ArrayList<>();

  /**
   * @param files the SQL files by name
   * @param trials what was ever tried on these data, for the deflated Sharpe ratio
   * @param delistingLoss fraction of the last close lost where a listing ends
   * @param rules what the market lets happen
   */
  Backtest(
      SparkSession spark,
      UnaryOperator<String> files,
      BacktestPeriod period,
      StrategyTrials trials,
      double delistingLoss,
      MarketRules rules) {
    this.spark = spark;
    this.period = period;
    this.delistingLoss = delistingLoss;
    this.rules = rules;
    NormalLaw.register(spark);
    this.sql =
        new SqlSteps(
            spark,
            files,
            Map.ofEntries(
                entry("start", period.start()),
                entry("last_decision", period.lastDecision()),
                entry("data_end", period.dataEnd()),
                entry("trials", trials.all()),
                entry("trials_models", trials.models()),
                entry("trials_strategies", trials.strategies()),
                entry("trials_costs", trials.costs()),
                entry("trials_data", trials.data()),
                entry("expected_best", NormalLaw.expectedBest(trials.all()))));
  }

  /**
   * Every entry signal with the trade it would make, whether or not a portfolio can afford it.
   *
   * @param candles rows of {@code silver.candles}
   * @param listings rows of {@code silver.listings}
   * @param signals rows of {@code gold.signals} of one strategy
   * @param bookStatistics rows of {@code silver.book_statistics}; none where slippage is fixed
   * @param executions how signals become fills
   */
  Dataset<Row> candidates(
      Dataset<Row> candles,
      Dataset<Row> listings,
      Dataset<Row> signals,
      Dataset<Row> bookStatistics,
      Executions executions) {
    Dataset<Row> pairs = PairRows.sorted(candles, signals);
    Map<String, Long> endsKnown = PairTrades.endsKnown(listings, period.dataEnd());
    PairTrades trades =
        new PairTrades(
            rules,
            executions,
            period.interval().micros(),
            EpochMicros.of(period.dataEnd()),
            delistingLoss,
            endsKnown);
    DailyCloses closes =
        new DailyCloses(EpochMicros.of(period.start()), EpochMicros.of(period.dataEnd()));
    sql.input("daily_closes", keep(run(pairs, closes, DailyCloses.RESULT)));
    Dataset<Row> exits = run(pairs, trades, PairTrades.CANDIDATE);
    if (bookStatistics.isEmpty()) {
      Column none = lit(null).cast("array<double>");
      return exits.withColumn("entry_book_costs", none).withColumn("exit_book_costs", none);
    }
    sql.input("exits", exits);
    sql.input("book_statistics", bookStatistics);
    sql.step("known_costs");
    return sql.result("candidates");
  }

  private Dataset<Row> run(
      Dataset<Row> pairs, PairRows.Kernel<InternalRow> kernel, StructType result) {
    MarketRules ruled = rules;
    return InternalRows.mapPartitions(pairs, rows -> new PairRows<>(rows, ruled, kernel), result);
  }

  /** Offers every candidate to every cell. */
  BacktestResult trade(Dataset<Row> candidates, List<BacktestCell> cells) {
    Dataset<Row> cellNames = cellTable(cells).select("cell");
    return tradeByCell(
        cells.size() == 1
            ? candidates.withColumn("cell", lit(cells.get(0).name()))
            : candidates.crossJoin(broadcast(cellNames)),
        cells);
  }

  /** Offers each candidate to the one cell that its column of that name says. */
  BacktestResult tradeByCell(Dataset<Row> candidates, List<BacktestCell> cells) {
    sql.input("cells", cellTable(cells));
    Dataset<Row> decisions =
        keep(PortfolioRun.decide(candidates, cells, period.interval().micros()));
    sql.input("decisions", decisions);
    Dataset<Row> trades = keptStep("trades");
    Dataset<Row> fills = sql.result("fills");
    sql.step("benchmarks");
    Dataset<Row> equity = keptStep("equity");
    return new BacktestResult(decisions, trades, fills, equity, metrics());
  }

  /** Only the figures, of results made elsewhere. */
  Dataset<Row> metrics(
      Dataset<Row> cells, Dataset<Row> decisions, Dataset<Row> trades, Dataset<Row> equity) {
    sql.input("cells", cells);
    sql.input("decisions", decisions);
    sql.input("trades", trades);
    sql.input("equity", equity);
    return metrics();
  }

  private Dataset<Row> metrics() {
    Dataset<Row> costs =
        sql.result("cost_metrics").withColumn("unit", lit(BacktestMetric.TOTAL_COSTS.unit()));
    Dataset<Row> forbidden =
        sql.result("protection_metrics")
            .withColumn("unit", lit(BacktestMetric.SKIPPED_LAPSED.unit()));
    return onePerRow(sql.result("metrics")).unionByName(costs).unionByName(forbidden);
  }

  @Override
  public void close() {
    sql.close();
    kept.forEach(InternalRows.Kept::release);
  }

  /** One row a figure, from one column a figure. */
  private static Dataset<Row> onePerRow(Dataset<Row> metrics) {
    Column[] figures =
        Arrays.stream(BacktestMetric.values())
            .map(
                metric ->
                    struct(
                        lit(metric.metricName()).as("metric"),
                        col(metric.metricName()).cast("double").as("value"),
                        lit(metric.unit()).as("unit")))
            .toArray(Column[]::new);
    return metrics.select(col("cell"), inline(array(figures)));
  }

  private Dataset<Row> cellTable(List<BacktestCell> cells) {
    List<Row> rows =
        cells.stream()
            .map(
                cell ->
                    RowFactory.create(
                        cell.name(), cell.initialCash(), costMetrics(cell), forbidden(cell)))
            .toList();
    return spark.createDataFrame(rows, CELLS);
  }

  private static DataType names() {
    return DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false);
  }

  /** By the name of each protection, the name of its metric. */
  private static Map<String, String> forbidden(BacktestCell cell) {
    return cell.protections().stream()
        .map(Registry::nameOf)
        .distinct()
        .collect(Collectors.toMap(name -> name, BacktestMetric::ofProtection));
  }

  /** By the name of each cost, the name of its metric. */
  private static Map<String, String> costMetrics(BacktestCell cell) {
    return cell.costs().stream()
        .collect(
            Collectors.toMap(
                Registry::nameOf, cost -> BacktestMetric.ofCost(Registry.nameOf(cost))));
  }

  /** A step whose result several later ones read: computed once. */
  private Dataset<Row> keptStep(String name) {
    return sql.input(name, keep(sql.result(name)));
  }

  /**
   * The few rows computed once and kept, as the root of a new plan: the plans of later steps would
   * otherwise hold all earlier ones several times over and take longer to make than to run.
   */
  private Dataset<Row> keep(Dataset<Row> rows) {
    InternalRows.Kept once = InternalRows.keep(rows);
    kept.add(once);
    return once.rows();
  }
}
