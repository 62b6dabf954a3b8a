package io.candlelake.jobs;

import static io.candlelake.common.table.Tables.JOB_RUNS;
import static io.candlelake.common.table.Tables.RUNS;
import static java.util.Objects.requireNonNull;

import io.candlelake.common.ExitCode;
import io.candlelake.common.Fingerprint;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigWriter;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.lake.RunMarks;
import io.candlelake.common.table.JobRunRow;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.RunRow;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a run writes down about itself: while it goes on a mark, when it has ended its rows in
 * {@code gold.job_runs} and {@code gold.runs}.
 */
final class RunRecords {
  private enum Name {
    /** Made for this run, so no table has it. */
    NEW,
    /** Given by a user: rows of an earlier run of that name are replaced. */
    GIVEN
  }

  private final Lakehouse lake;
  private final Config config;
  private final RunId runId;
  private final Name name;
  private final Instant startedAt;
  private final InstantSource clock;

  private final List<JobRunRow> jobRuns = new ArrayList<>();

  /** How many of the job runs the table has. */
  private int written;

  private boolean ended;

  private RunRecords(
      Lakehouse lake,
      Config config,
      RunId runId,
      Name name,
      Instant startedAt,
      InstantSource clock) {
    this.lake = requireNonNull(lake, "lake is null");
    this.config = requireNonNull(config, "config is null");
    this.runId = requireNonNull(runId, "runId is null");
    this.name = name;
    // As exact as a table keeps it, so that a mark and a row of the same run are known as such.
    this.startedAt = startedAt.truncatedTo(ChronoUnit.MICROS);
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** Of a run whose id was made for it. */
  static RunRecords ofNew(
      Lakehouse lake, Config config, RunId runId, Instant startedAt, InstantSource clock) {
    return new RunRecords(lake, config, runId, Name.NEW, startedAt, clock);
  }

  /** Of a run whose id a user gave, perhaps again. */
  static RunRecords ofGiven(
      Lakehouse lake, Config config, RunId runId, Instant startedAt, InstantSource clock) {
    return new RunRecords(lake, config, runId, Name.GIVEN, startedAt, clock);
  }

  /** Marks the run as going on. */
  void begin(String command) {
    lake.runMarks().write(row(command, RunMarks.RUNNING, Map.of()));
  }

  /** A job ended; kept until {@link #writeJobRuns}. Jobs in several threads may call this. */
  synchronized void add(JobRunRow jobRun) {
    jobRuns.add(jobRun);
  }

  /**
   * Writes the job runs that the table does not have yet. A scheduler gives one run's jobs to a
   * process each: others' rows of the run stay.
   *
   * @param jobs all that this process runs
   */
  synchronized void writeJobRuns(List<Job> jobs) {
    List<JobRunRow> missing = List.copyOf(jobRuns.subList(written, jobRuns.size()));
    if (missing.isEmpty()) {
      return;
    }
    Dataset<Row> rows = JobRunRow.CODEC.rows(lake.spark(), missing);
    if (name == Name.NEW || written > 0) {
      lake.append(JOB_RUNS, rows);
    } else {
      lake.put(
          JOB_RUNS, rows, ofRun().and(RowFilter.in("job", jobs.stream().map(Job::name).toList())));
    }
    written = jobRuns.size();
  }

  /** Writes down what is not yet, and takes the mark away. */
  synchronized void end(String command, List<Job> jobs, ExitCode exitCode) {
    writeJobRuns(jobs);
    if (!ended) {
      writeRun(row(command, exitCode.name(), lake.versions()));
      ended = true;
    }
    lake.runMarks().delete(runId.value());
  }

  private void writeRun(RunRow run) {
    Dataset<Row> rows = RunRow.CODEC.rows(lake.spark(), List.of(run));
    if (name == Name.NEW) {
      lake.append(RUNS, rows);
    } else {
      lake.put(RUNS, rows, ofRun());
    }
  }

  private RowFilter ofRun() {
    return RowFilter.equal("run_id", runId.value());
  }

  private RunRow row(String command, String status, Map<String, Long> versions) {
    return new RunRow(
        runId.value(),
        command,
        startedAt,
        clock.instant(),
        status,
        CodeVersion.text(),
        config.hash(),
        ConfigWriter.yaml(config),
        config.run().seed(),
        Fingerprint.json(versions),
        config.ingest().source() == Config.Ingest.Source.SIMULATED);
  }
}
