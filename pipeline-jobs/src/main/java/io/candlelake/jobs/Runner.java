package io.candlelake.jobs;

import static io.candlelake.common.table.Tables.JOB_RUNS;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.candlelake.common.ExitCode;
import io.candlelake.common.Fingerprint;
import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.lake.StoreFailure;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.JobRunRow;
import io.candlelake.common.table.Tables;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Row;

/** Runs jobs, shows on the console how far they are, and records what ran. */
final class Runner {
  private final Lakehouse lake;
  private final Config config;
  private final RunId runId;
  private final Instant startedAt;
  private final InstantSource clock;
  private final Console console;
  private final RunRecords records;

  Runner(
      Lakehouse lake,
      Config config,
      RunId runId,
      Instant startedAt,
      InstantSource clock,
      Console console,
      RunRecords records) {
    this.lake = lake;
    this.config = config;
    this.runId = runId;
    this.startedAt = startedAt;
    this.clock = clock;
    this.console = console;
    this.records = records;
  }

  /**
   * Runs the jobs in {@link StageOrder}. When one throws, those that depend on it do not run, and
   * the exception is rethrown once the others have ended.
   */
  ExitCode run(String command, List<Job> jobs) throws Exception {
    try {
      return runRecorded(command, jobs);
    } finally {
      lake.jobNames().none();
    }
  }

  private ExitCode runRecorded(String command, List<Job> jobs) throws Exception {
    try {
      records.begin(command);
      ExitCode exitCode = runAll(jobs);
      writeEnd(command, jobs, exitCode);
      return exitCode;
    } catch (PipelineException e) {
      writeEndAfter(e, command, jobs, e.exitCode());
      throw e;
    } catch (Exception | Error e) {
      Optional<PipelineException> told = StoreFailure.of(e, lake.root());
      writeEndAfter(e, command, jobs, told.map(PipelineException::exitCode).orElse(ExitCode.BUG));
      if (told.isPresent()) {
        throw told.get();
      }
      throw e;
    }
  }

  private void writeEnd(String command, List<Job> jobs, ExitCode exitCode) {
    nameRecord();
    records.end(command, jobs, exitCode);
  }

  /** What cannot be written down after a failure must not hide it. */
  private void writeEndAfter(Throwable failure, String command, List<Job> jobs, ExitCode exitCode) {
    try {
      writeEnd(command, jobs, exitCode);
    } catch (Exception | Error second) {
      failure.addSuppressed(second);
    }
  }

  /** What the Spark UI calls the jobs between the stages. */
  private void nameRecord() {
    lake.jobNames().stage("run", "write down what run " + runId + " does");
  }

  private ExitCode runAll(List<Job> jobs) throws Exception {
    Console.Stages stages = console.stages(jobs);
    lake.spark().sparkContext().addSparkListener(stages);
    Set<ExitCode> exitCodes = ConcurrentHashMap.newKeySet();
    try {
      new StageOrder(jobs).run(job -> exitCodes.add(runOne(job, jobs, stages)));
    } finally {
      lake.spark().sparkContext().removeSparkListener(stages);
    }
    return exitCodes.contains(ExitCode.SOME_PAIRS_FAILED)
        ? ExitCode.SOME_PAIRS_FAILED
        : ExitCode.OK;
  }

  /** In a thread of its own. */
  private ExitCode runOne(Job job, List<Job> jobs, Console.Stages stages) {
    if (job.reads().contains(JOB_RUNS)) {
      nameRecord();
      records.writeJobRuns(jobs);
    }
    lake.jobNames().stage(job.name(), job.summary());
    JobResult result = runOne(job, stages.start(job));
    if (job.writes().contains(Tables.CANDLES)) {
      checkHistory(job, jobs.subList(jobs.indexOf(job) + 1, jobs.size()));
    }
    return result.failures().isEmpty() ? ExitCode.OK : ExitCode.SOME_PAIRS_FAILED;
  }

  /** Asks the jobs to come whether the candles that silver has now are enough. */
  private void checkHistory(Job validated, List<Job> later) {
    if (later.isEmpty()) {
      return;
    }
    Row span =
        context(validated, Progress.SILENT)
            .readPairs(Tables.CANDLES)
            .agg(min("open_time"), max("close_time"))
            .head();
    if (!span.isNullAt(0)) {
      TimeRange history = new TimeRange(span.getInstant(0), span.getInstant(1));
      later.forEach(job -> job.checkHistory(config, history));
    }
  }

  private JobResult runOne(Job job, Console.Stage stage) {
    Instant start = clock.instant();
    JobContext context = context(job, stage);
    try {
      JobResult result = job.run(context);
      double seconds = secondsSince(start);
      String status = result.failures().isEmpty() ? "ok" : "some_pairs_failed";
      record(
          context,
          job,
          start,
          seconds,
          result.rowsOut(),
          status,
          String.join("; ", result.failures()));
      stage.finish(seconds, result.rowsOut(), status.replace('_', ' '), linesOf(result));
      return result;
    } catch (Exception | Error e) {
      record(context, job, start, secondsSince(start), 0, "failed", String.valueOf(e.getMessage()));
      stage.finish(secondsSince(start), 0, "failed", List.of());
      throw e;
    }
  }

  private static List<String> linesOf(JobResult result) {
    List<String> lines = new ArrayList<>();
    result.failures().forEach(failure -> lines.add("failed: " + failure));
    lines.addAll(result.notes());
    return lines;
  }

  private JobContext context(Job job, Progress progress) {
    return new JobContext(job, lake, config, runId, startedAt, progress);
  }

  private double secondsSince(Instant start) {
    return Duration.between(start, clock.instant()).toMillis() / 1000.0;
  }

  private void record(
      JobContext context,
      Job job,
      Instant start,
      double seconds,
      long rows,
      String status,
      String message) {
    records.add(
        new JobRunRow(
            runId.value(),
            job.name(),
            start,
            seconds,
            rows,
            status,
            message,
            Fingerprint.json(context.tablesRead())));
  }
}
