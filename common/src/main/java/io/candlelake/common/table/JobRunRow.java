package io.candlelake.common.table;

import java.time.Instant;

/**
 * A row of {@link Tables#JOB_RUNS}.
 *
 * @param tablesRead JSON: table to version
 */
public record JobRunRow(
    String runId,
    String job,
    Instant startedAt,
    double seconds,
    long rowsOut,
    String status,
    String message,
    String tablesRead) {
  public static final RowCodec<JobRunRow> CODEC = RowCodec.of(JobRunRow.class, Tables.JOB_RUNS);
}
