package io.candlelake.common.job;

import io.candlelake.common.config.Config;
import io.candlelake.common.strategy.EntryOrder;
import io.candlelake.common.strategy.MarketOrder;
import io.candlelake.common.strategy.PositionExit;
import io.candlelake.common.strategy.Strategy;
import io.candlelake.common.strategy.TimeExit;

/** The strategy of a configuration. */
public final class ConfiguredStrategy {
  private ConfiguredStrategy() {}

  /** What {@code signals} and {@code backtest.entry-order} say. */
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

  /**
   * Checks what no part of it sees alone.
   *
   * @throws io.candlelake.common.PipelineException with everything wrong
   */
  public static void check(Config config) {
    of(config).check(ConfiguredFeatures.of(config).names());
  }
}
