package io.candlelake.jobs.backtest;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.config.Config;
import java.io.Serializable;

/**
 * One portfolio that trades the candidates: its money, costs and limits.
 *
 * @param name the cell's name in tables: {@code base}
 * @param initialCash in the quote asset
 * @param feeRate fraction of the notional of each fill
 * @param slippageRate fraction by which each fill is worse than its reference price, where order
 *     books do not tell
 * @param borrowRate fraction of a short's notional, a day
 */
record BacktestCell(
    String name,
    double initialCash,
    double feeRate,
    double slippageRate,
    double borrowRate,
    int maxOpenPositions,
    Sides sides)
    implements Serializable {
  private static final double BASIS_POINTS = 1e4;

  /** Which sides are traded. */
  enum Sides {
    LONG,
    BOTH;

    boolean trades(int side) {
      return this == BOTH || side == 1;
    }
  }

  BacktestCell {
    requireNonNull(name, "name is null");
    requireNonNull(sides, "sides is null");
  }

  /** The cell that the configuration describes. */
  static BacktestCell base(Config.Backtest config) {
    return new BacktestCell(
        "base",
        config.initialCash(),
        config.feeRate(),
        config.slippageBps() / BASIS_POINTS,
        config.borrowRate(),
        config.maxOpenPositions(),
        config.sides().equals("both") ? Sides.BOTH : Sides.LONG);
  }
}
