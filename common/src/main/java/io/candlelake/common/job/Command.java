package io.candlelake.common.job;

import io.candlelake.common.config.Config;
import java.util.List;

/** What a word on the command line does: a job, or a look at the lake. */
public sealed interface Command permits Job, LakeView {
  /** The name on the command line. */
  String name();

  /** What it does, in one line, for {@code --help} and {@code pipeline.json}. */
  String summary();

  /** Options beside those that every command has. */
  default List<JobOption> options() {
    return List.of();
  }

  /**
   * Checks, before anything is opened, what can be known to fail.
   *
   * @throws io.candlelake.common.PipelineException for a configuration that it cannot run with
   */
  default void check(Config config) {}

  /** Whether a whole run with that configuration has a use for it; alone it runs in any case. */
  default boolean isNeeded(Config config) {
    return true;
  }
}
