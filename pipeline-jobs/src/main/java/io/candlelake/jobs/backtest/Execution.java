package io.candlelake.jobs.backtest;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.config.Config;
import io.candlelake.common.job.ConfiguredStrategy;
import io.candlelake.common.strategy.EntryOrder;
import io.candlelake.common.strategy.MovingExit;
import java.io.Serializable;
import java.util.List;

/**
 * How the signals of a strategy become fills.
 *
 * @param latencyBars candles from a decision until its order reaches the market
 * @param exits levels that move while a position is open
 */
record Execution(EntryOrder order, int latencyBars, List<MovingExit> exits)
    implements Serializable {
  Execution {
    requireNonNull(order, "order is null");
    exits = List.copyOf(exits);
  }

  /** The one that the configuration describes. */
  static Execution of(Config config) {
    return new Execution(
        config.backtest().entryOrder(),
        config.backtest().latencyBars(),
        ConfiguredStrategy.of(config).movingExits());
  }
}
