package io.candlelake.jobs.backtest;

import java.io.Serializable;

/** How the signals of each exchange become fills. */
@FunctionalInterface
interface Executions extends Serializable {
  Execution of(String exchange);
}
