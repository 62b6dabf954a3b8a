package io.candlelake.common.job;

import io.candlelake.common.table.Table;
import java.util.Set;

/** One step of the pipeline. Jobs know each other only through tables. */
public interface Job {
  /** The name on the command line and in {@code gold.job_runs}. */
  String name();

  /** The stage it belongs to; a table has one stage that writes it. */
  default String stage() {
    return name();
  }

  /** What the job does, in one line, for {@code --help} and {@code pipeline.json}. */
  String summary();

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
