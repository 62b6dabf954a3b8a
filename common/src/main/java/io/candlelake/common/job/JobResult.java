package io.candlelake.common.job;

import java.util.List;

/**
 * What a job has to say when it finished.
 *
 * @param rowsOut rows written, over all its tables
 * @param failures one line for each pair or model that failed while the others went on; these make
 *     the exit code 4
 * @param notes what a person should know but need not act on, such as skipped pairs
 */
public record JobResult(long rowsOut, List<String> failures, List<String> notes) {
  public JobResult {
    failures = List.copyOf(failures);
    notes = List.copyOf(notes);
  }

  public static JobResult wrote(long rows) {
    return new JobResult(rows, List.of(), List.of());
  }
}
