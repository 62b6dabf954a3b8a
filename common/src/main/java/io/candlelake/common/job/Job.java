package io.candlelake.common.job;

import io.candlelake.common.config.Config;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.setting.Registry;
import io.candlelake.common.table.Table;
import java.util.List;
import java.util.Set;

/** One step of the pipeline. Jobs know each other only through tables. */
public non-sealed interface Job extends Command {
  /** The name on the command line and in {@code gold.job_runs}. */
  @Override
  String name();

  /** The stage it belongs to; a table has one stage that writes it. */
  default String stage() {
    return name();
  }

  /**
   * Its usual part of a whole run's time, in hundredths: only the display of the time left depends
   * on it.
   */
  default int usualShare() {
    return 1;
  }

  /** Lists of its own that the configuration may name things of: models, rules. */
  default List<Registry<?>> registries() {
    return List.of();
  }

  /**
   * Checks whether there are enough candles for it; a run asks its later jobs as soon as candles
   * are in silver, so that a short history is reported before minutes are spent on it.
   *
   * @param candles from the first open time to the last close time of the run's pairs
   * @throws io.candlelake.common.PipelineException for a history that is too short for the
   *     configuration
   */
  default void checkHistory(Config config, TimeRange candles) {}

  /** The tables it reads; the context refuses others. */
  Set<Table> reads();

  /** The tables it writes; the context refuses others, and each has one stage that writes it. */
  Set<Table> writes();

  /**
   * Does the work for the configured range. Run again, it leaves the same rows.
   *
   * @throws io.candlelake.common.PipelineException for what the user or the outside must mend
   */
  JobResult run(JobContext context);
}
