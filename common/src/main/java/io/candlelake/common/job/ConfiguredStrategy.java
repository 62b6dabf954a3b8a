package io.candlelake.common.job;

import io.candlelake.common.config.Config;
import io.candlelake.common.cost.CostModels;
import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.strategy.EntryOrder;
import io.candlelake.common.strategy.MarketOrder;
import io.candlelake.common.strategy.PairDecisions;
import io.candlelake.common.strategy.PositionExit;
import io.candlelake.common.strategy.Strategy;
import io.candlelake.common.strategy.TimeExit;

/** The strategy of a configuration. */
public final class ConfiguredStrategy {
  private static final int DAYS_OF_A_YEAR = 365;

  private ConfiguredStrategy() {}

  /** The strategy of {@code signals} and {@code backtest.entry-order}. */
  public static Strategy of(Config config) {
    Config.Signals signals = config.signals();
    int holding = config.labels().horizonBars();
    for (PositionExit exit : signals.exits()) {
      holding = exit instanceof TimeExit time ? time.bars() : holding;
    }
    EntryOrder order = config.backtest().entryOrder();
    int waiting = order instanceof MarketOrder ? 0 : order.expiryBars(holding);
    return new Strategy(
        signals.rules(),
        signals.filters(),
        signals.size(),
        signals.exits(),
        holding,
        holding + config.backtest().latencyBars() + waiting);
  }

  /** Its settings for deciding on a pair. */
  public static PairDecisions.Settings settings(Config config) {
    return new PairDecisions.Settings(
        of(config),
        config.signals().volatilityBars(),
        CostModels.roundTrip(config.backtest().costs()),
        (double) DAYS_OF_A_YEAR * EpochMicros.PER_DAY / config.run().interval().micros());
  }

  /**
   * Checks that its parts fit together.
   *
   * @throws io.candlelake.common.PipelineException with everything wrong
   */
  public static void check(Config config) {
    of(config).check(ConfiguredFeatures.of(config).names());
  }
}
