package io.candlelake.jobs.backtest;

import io.candlelake.common.Fingerprint;
import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.cost.CostModels;
import io.candlelake.common.job.ConfiguredFeatures;
import io.candlelake.common.job.ConfiguredStrategy;
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
    Decisions decisions,
    Execution execution,
    BacktestCell portfolio,
    double delistingLoss)
    implements Serializable {

  /** What the signals of a cell depend on. */
  record Decisions(Strategy strategy, int volatilityBars, double roundTripCost)
      implements Serializable {}

  /**
   * The cells that fit together.
   *
   * @param cells each once, the unchanged configuration first
   * @param refused how many do not
   * @param why of the first of these
   */
  record All(List<SweepCell> cells, long refused, String why) {}

  /** Makes the cells of some changes of a configuration. */
  static All of(Config config, List<Map<String, String>> changes) {
    Map<String, SweepCell> cells = new LinkedHashMap<>();
    SweepCell unchanged = of(config, config, Map.of());
    cells.put(unchanged.id(), unchanged);
    long refused = 0;
    String why = "";
    for (Map<String, String> parameters : changes) {
      try {
        SweepCell cell = of(config, ConfigReader.changed(config, parameters), parameters);
        cells.putIfAbsent(cell.id(), cell);
      } catch (PipelineException e) {
        why = refused == 0 ? parameters + ": " + e.getMessage() : why;
        refused++;
      }
    }
    return new All(new ArrayList<>(cells.values()), refused, why);
  }

  private static SweepCell of(Config base, Config config, Map<String, String> parameters) {
    if (CostModels.needBooks(config.backtest().costs())) {
      throw PipelineException.userMistake(
          "Cannot sweep",
          "the cost book-slippage needs order books, which a sweep does not read",
          "Give a fixed cost, backtest.costs: [fee, slippage]");
    }
    Strategy strategy = ConfiguredStrategy.of(config);
    strategy.check(ConfiguredFeatures.of(base).names());
    String costs = Fingerprint.of(config.backtest());
    BacktestCell portfolio = BacktestCell.base(config.backtest());
    return new SweepCell(
        Fingerprint.of(config.strategyId(), costs),
        parameters,
        config.strategyId(),
        costs,
        new Decisions(
            strategy.forDecisions(),
            config.signals().volatilityBars(),
            CostModels.roundTrip(config.backtest().costs())),
        Execution.of(config),
        portfolio,
        config.backtest().delistingLoss());
  }
}
