package io.candlelake.common.table;

import java.time.Instant;

/**
 * A row of {@link Tables#RUNS}.
 *
 * @param config YAML that {@code --config} takes
 * @param tables JSON: table to version
 */
public record RunRow(
    String runId,
    String command,
    Instant startedAt,
    Instant finishedAt,
    String status,
    String codeVersion,
    String configHash,
    String config,
    long seed,
    String tables,
    boolean simulated) {
  public static final RowCodec<RunRow> CODEC = RowCodec.of(RunRow.class, Tables.RUNS);
}
