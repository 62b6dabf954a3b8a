package io.candlelake.jobs.report;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which run this is and all it takes to replay it.
 *
 * @param command the whole command that does the same again
 * @param tables version of each table of the lake when the report was made, by name
 */
record RunIdentity(
    String runId,
    String command,
    String codeVersion,
    String configHash,
    long seed,
    Instant startedAt,
    boolean simulated,
    Map<String, Long> tables) {
  RunIdentity {
    requireNonNull(runId, "runId is null");
    requireNonNull(command, "command is null");
    requireNonNull(codeVersion, "codeVersion is null");
    requireNonNull(configHash, "configHash is null");
    requireNonNull(startedAt, "startedAt is null");
    tables = java.util.Collections.unmodifiableMap(new TreeMap<>(tables));
  }
}
