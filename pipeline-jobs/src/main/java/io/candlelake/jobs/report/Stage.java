package io.candlelake.jobs.report;

/**
 * A job's newest run not after the reported one.
 *
 * @param runId the run it belongs to: another one where the job was not part of this run
 */
record Stage(
    String name, String runId, double seconds, long rowsOut, String status, String message) {
  boolean isUsable() {
    return !status.equals("failed");
  }
}
