package io.candlelake.jobs.backtest;

import io.candlelake.common.Fingerprint;
import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.cost.CostModels;
import io.candlelake.common.job.ConfiguredFeatures;
import io.candlelake.common.job.ConfiguredStrategy;
import io.candlelake.common.strategy.PairDecisions;
import io.candlelake.common.strategy.Strategy;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One variant of the strategy.
 *
 * @param parameters keys that differ from the configuration
 * @param strategyId as {@code gold.signals.strategy_id}
 * @param costs as {@code gold.strategy_trials.costs}
 * @param decisions what its signals depend on: cells where that is equal share them
 */
record SweepCell(
    String id,
    Map<String, String> parameters,
    String strategyId,
    String costs,
    PairDecisions.Settings decisions,
    Execution execution,
    BacktestCell portfolio,
    double delistingLoss)
    implements Serializable {

  /**
   * The cells that fit together.
   *
   * @param cells each once, the unchanged configuration first
   * @param refused how many do not
   * @param why of the first of these
   */
  record All(List<SweepCell> cells, long refused, String why) {}

  /** The different strategies that the cells decide by. */
  static List<Strategy> strategies(List<SweepCell> cells) {
    return cells.stream().map(cell -> cell.decisions().strategy()).distinct().toList();
  }

  /** Makes the cells of some changes of a configuration. */
  static All of(Config config, List<Map<String, String>> changes) {
    Map<String, SweepCell> cells = new LinkedHashMap<>();
    List<String> features = ConfiguredFeatures.of(config).names();
    SweepCell unchanged = of(features, config, Map.of());
    cells.put(unchanged.id(), unchanged);
    long refused = 0;
    String why = "";
    for (Map<String, String> parameters : changes) {
      try {
        SweepCell cell = of(features, ConfigReader.changed(config, parameters), parameters);
        cells.putIfAbsent(cell.id(), cell);
      } catch (PipelineException e) {
        why = refused == 0 ? parameters + ": " + e.getMessage() : why;
        refused++;
      }
    }
    return new All(new ArrayList<>(cells.values()), refused, why);
  }

  private static SweepCell of(
      List<String> features, Config config, Map<String, String> parameters) {
    if (CostModels.needBooks(config.backtest().costs())) {
      throw PipelineException.userMistake(
          "Cannot sweep",
          "the cost book-slippage needs order books, which a sweep does not read",
          "Give a fixed cost, backtest.costs: [fee, slippage]");
    }
    PairDecisions.Settings decisions = ConfiguredStrategy.settings(config);
    decisions.strategy().check(features);
    String costs = Fingerprint.of(config.backtest());
    BacktestCell portfolio = BacktestCell.base(config.backtest());
    return new SweepCell(
        Fingerprint.of(config.strategyId(), costs),
        parameters,
        config.strategyId(),
        costs,
        decisions.withoutMovingExits(),
        Execution.of(config),
        portfolio,
        config.backtest().delistingLoss());
  }
}
