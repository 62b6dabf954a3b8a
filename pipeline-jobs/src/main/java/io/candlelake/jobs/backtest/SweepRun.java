package io.candlelake.jobs.backtest;

import static org.apache.spark.sql.functions.lit;

import io.candlelake.common.config.Config;
import io.candlelake.common.dataset.InternalRows;
import io.candlelake.common.job.DecisionInputs;
import io.candlelake.common.job.PairDecisionRows;
import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.strategy.PairDecisions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The arrays of all pairs, kept while blocks of cells run over them: a task is one pair and one
 * block, then one cell with the candidates of all pairs.
 */
final class SweepRun implements AutoCloseable {
  private final BacktestPeriod period;
  private final SweepPair.Range range;
  private final Map<String, Long> endsKnown;
  private final JavaRDD<SweepPair> pairs;
  private final JavaSparkContext spark;
  private final Broadcast<HashMap<String, ListingCloses>> closes;

  /**
   * @param traded the candles of the run's range
   */
  SweepRun(
      Config config,
      List<SweepCell> cells,
      BacktestPeriod period,
      DecisionInputs inputs,
      Dataset<Row> traded,
      Dataset<Row> listings) {
    this.period = period;
    this.range =
        new SweepPair.Range(
            EpochMicros.of(config.run().range().from()), EpochMicros.of(config.run().range().to()));
    this.endsKnown = PairTrades.endsKnown(listings, period.dataEnd());
    this.spark = JavaSparkContext.fromSparkContext(traded.sparkSession().sparkContext());
    this.pairs =
        pairs(inputs, traded, PairDecisionRows.Beside.of(config, SweepCell.strategies(cells)));
    int lastDay = EpochMicros.day(EpochMicros.of(period.dataEnd()) - 1);
    HashMap<String, ListingCloses> byKey = new HashMap<>();
    for (ListingCloses each :
        pairs
            .flatMap(
                pair ->
                    ListingCloses.of(pair.exchange(), pair.pair(), pair.market(), lastDay)
                        .iterator())
            .collect()) {
      byKey.put(each.key(), each);
    }
    this.closes = spark.broadcast(byKey);
  }

  private static JavaRDD<SweepPair> pairs(
      DecisionInputs inputs, Dataset<Row> traded, PairDecisionRows.Beside beside) {
    JavaPairRDD<String, PairDecisions> decisions =
        JavaPairRDD.fromJavaRDD(
            PairDecisionRows.map(
                inputs,
                beside,
                (exchange, pair, interval, decided) ->
                    Stream.of(new Tuple2<>(exchange + "/" + pair, decided))));
    MarketRules rules = new MarketRules();
    PairRows.Kernel<Tuple2<String, PairMarket>> ofPair =
        (exchange, pair, market, signals) -> Stream.of(new Tuple2<>(exchange + "/" + pair, market));
    JavaPairRDD<String, PairMarket> markets =
        JavaPairRDD.fromJavaRDD(
            InternalRows.of(PairRows.sorted(traded, noSignals(traded)))
                .mapPartitions(rows -> new PairRows<>(rows, rules, ofPair)));
    return decisions
        .join(markets)
        .map(
            both -> {
              int slash = both._1().indexOf('/');
              return new SweepPair(
                  both._1().substring(0, slash),
                  both._1().substring(slash + 1),
                  both._2()._1(),
                  both._2()._2());
            })
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static Dataset<Row> noSignals(Dataset<Row> candles) {
    return candles
        .where(lit(false))
        .selectExpr(
            "exchange",
            "pair",
            "'' AS kind",
            "close_time",
            "0 AS side",
            "0D AS probability",
            "0D AS size",
            "0D AS stop_return",
            "0D AS target_return",
            "0D AS expected_volatility",
            "0 AS holding_bars",
            "'' AS model_id");
  }

  /** The results of some cells, in their order. */
  List<SweepPortfolio.Result> block(List<SweepCell> cells) {
    List<SweepCell> block = new ArrayList<>(cells);
    SweepPair.SweepKernel kernel = kernel();
    SweepPair.Range decided = range;
    BacktestPeriod whole = period;
    Broadcast<HashMap<String, ListingCloses>> dailyCloses = closes;
    List<SweepPortfolio.Result> results =
        new ArrayList<>(
            pairs
                .flatMapToPair(
                    pair ->
                        pair.candidates(block, kernel, decided)
                            .map(each -> new Tuple2<>(each.cell(), each))
                            .iterator())
                .groupByKey(Math.max(1, Math.min(block.size(), 4 * spark.defaultParallelism())))
                .map(
                    cell ->
                        new SweepPortfolio(block.get(cell._1()), whole, dailyCloses.value())
                            .trade(cell._2()))
                .collect());
    Map<String, Integer> place = new HashMap<>();
    block.forEach(cell -> place.put(cell.id(), place.size()));
    results.sort(Comparator.comparingInt(result -> place.get(result.cell().id())));
    return results;
  }

  private SweepPair.SweepKernel kernel() {
    long step = period.interval().micros();
    long dataEnd = EpochMicros.of(period.dataEnd());
    HashMap<String, Long> ends = new HashMap<>(endsKnown);
    return cell ->
        new PairTrades(
            new MarketRules(),
            exchange -> cell.execution(),
            step,
            dataEnd,
            cell.delistingLoss(),
            ends);
  }

  @Override
  public void close() {
    pairs.unpersist();
    closes.destroy();
  }
}
