package io.candlelake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.candlelake.common.ExitCode;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.lake.RunMarks;
import io.candlelake.common.table.JobRunRow;
import io.candlelake.common.table.RunRow;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.jobs.labels.LabelsJob;
import io.candlelake.jobs.report.ReportJob;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordsTest {
  private static final Instant START = Instant.parse("2026-01-02T00:00:00.123456789Z");
  private static final Job LABELS = new LabelsJob();
  private static final Job REPORT = new ReportJob();

  @TempDir Path root;
  private Lakehouse lake;

  @BeforeEach
  void open() {
    lake = new Lakehouse(LocalSpark.session(), root.toString());
  }

  @Test
  void aNewRunIsAMarkUntilItEndsAndThenOneCommitATable() {
    RunRecords records = newRun("r1");
    records.begin("labels");
    assertThat(lake.runMarks().all())
        .extracting(RunRow::runId, RunRow::command, RunRow::status)
        .containsExactly(tuple("r1", "labels", RunMarks.RUNNING));
    assertThat(lake.versions()).isEmpty();

    records.add(jobRun("r1", LABELS, "ok"));
    records.end("labels", List.of(LABELS), ExitCode.OK);
    assertThat(lake.runMarks().all()).isEmpty();
    assertThat(rows(Tables.RUNS, "run_id", "command", "status")).containsExactly("r1 labels OK");
    assertThat(rows(Tables.JOB_RUNS, "run_id", "job", "status")).containsExactly("r1 labels ok");
    long runs = lake.version(Tables.RUNS).getAsLong();
    long jobRuns = lake.version(Tables.JOB_RUNS).getAsLong();

    RunRecords second = newRun("r2");
    second.begin("labels");
    second.add(jobRun("r2", LABELS, "ok"));
    second.end("labels", List.of(LABELS), ExitCode.OK);
    assertThat(lake.version(Tables.RUNS)).hasValue(runs + 1);
    assertThat(lake.version(Tables.JOB_RUNS)).hasValue(jobRuns + 1);
  }

  @Test
  void whatAJobOfTheSameRunReadsIsThereAndWrittenOnce() {
    RunRecords records = newRun("r1");
    List<Job> jobs = List.of(LABELS, REPORT);
    records.begin("run");
    records.writeJobRuns(jobs);
    records.add(jobRun("r1", LABELS, "ok"));
    records.writeJobRuns(jobs);
    assertThat(rows(Tables.JOB_RUNS, "job")).containsExactly("labels");
    records.add(jobRun("r1", REPORT, "ok"));
    records.end("run", jobs, ExitCode.OK);
    assertThat(rows(Tables.JOB_RUNS, "job")).containsExactly("labels", "report");
  }

  @Test
  void eachProcessOfAGivenRunLeavesTheRowsOfTheOthers() {
    oneJob("day", LABELS, "ok", ExitCode.OK);
    long added = lake.version(Tables.JOB_RUNS).getAsLong();
    oneJob("day", REPORT, "ok", ExitCode.OK);
    assertThat(lake.version(Tables.JOB_RUNS)).as("appended").hasValue(added + 1);
    assertThat(rows(Tables.JOB_RUNS, "run_id", "job")).containsExactly("day labels", "day report");
    assertThat(rows(Tables.RUNS, "run_id", "command")).containsExactly("day report");

    oneJob("other", LABELS, "ok", ExitCode.OK);
    oneJob("day", LABELS, "some_pairs_failed", ExitCode.SOME_PAIRS_FAILED);
    assertThat(rows(Tables.JOB_RUNS, "run_id", "job", "status"))
        .containsExactly("day labels some_pairs_failed", "day report ok", "other labels ok");
    assertThat(rows(Tables.RUNS, "run_id", "command", "status"))
        .containsExactly("day labels SOME_PAIRS_FAILED", "other labels OK");
  }

  @Test
  void aGivenRunAgainReplacesAlsoTheJobsThatItDidNotReach() {
    RunRecords whole = givenRun("day");
    List<Job> jobs = List.of(LABELS, REPORT);
    whole.begin("run");
    jobs.forEach(job -> whole.add(jobRun("day", job, "ok")));
    whole.end("run", jobs, ExitCode.OK);

    RunRecords again = givenRun("day");
    again.begin("run");
    again.add(jobRun("day", LABELS, "failed"));
    again.end("run", jobs, ExitCode.BUG);
    assertThat(rows(Tables.JOB_RUNS, "job", "status")).containsExactly("labels failed");
    assertThat(rows(Tables.RUNS, "run_id", "status")).containsExactly("day BUG");
  }

  @Test
  void aKilledRunIsSeenUntilOneOfItsNameEnds() {
    RunRecords killed = givenRun("day");
    killed.begin("labels");
    assertThat(runs()).containsExactly("day labels RUNNING");
    oneJob("other", LABELS, "ok", ExitCode.OK);
    assertThat(runs()).containsExactly("day labels RUNNING", "other labels OK");
    oneJob("day", LABELS, "ok", ExitCode.OK);
    assertThat(runs()).containsExactly("day labels OK", "other labels OK");

    RunRecords later =
        RunRecords.ofGiven(
            lake,
            ConfigReader.defaults(),
            new RunId("day"),
            START.plusSeconds(60),
            () -> START.plusSeconds(61));
    later.begin("report");
    assertThat(runs())
        .as("the mark stands in the place of the row of the earlier run")
        .containsExactly("day report RUNNING", "other labels OK");
  }

  @Test
  void processesOfOneRunThatEndAtOnceLeaveOneRow() throws Exception {
    oneJob("other", LABELS, "ok", ExitCode.OK);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (Job job : List.of(LABELS, REPORT, LABELS)) {
        ends.add(threads.submit(() -> oneJob("day", job, "ok", ExitCode.OK)));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(rows(Tables.RUNS, "run_id")).containsExactly("day", "other");
    assertThat(rows(Tables.JOB_RUNS, "run_id", "job"))
        .containsExactly("day labels", "day report", "other labels");
  }

  private void oneJob(String runId, Job job, String status, ExitCode exitCode) {
    RunRecords records = givenRun(runId);
    records.begin(job.name());
    records.add(jobRun(runId, job, status));
    records.end(job.name(), List.of(job), exitCode);
  }

  private RunRecords newRun(String runId) {
    return RunRecords.ofNew(
        lake, ConfigReader.defaults(), new RunId(runId), START, () -> START.plusSeconds(1));
  }

  private RunRecords givenRun(String runId) {
    return RunRecords.ofGiven(
        lake, ConfigReader.defaults(), new RunId(runId), START, () -> START.plusSeconds(1));
  }

  private static JobRunRow jobRun(String runId, Job job, String status) {
    return new JobRunRow(runId, job.name(), START, 1.5, 10, status, "", "{}");
  }

  private List<String> runs() {
    return lake.runs().select("run_id", "command", "status").collectAsList().stream()
        .map(row -> row.mkString(" "))
        .sorted()
        .toList();
  }

  private List<String> rows(Table table, String... columns) {
    return lake.read(table).collectAsList().stream()
        .map(row -> String.join(" ", cells(row, columns)))
        .sorted()
        .toList();
  }

  private static List<String> cells(Row row, String... columns) {
    List<String> cells = new ArrayList<>();
    for (String column : columns) {
      cells.add(String.valueOf(row.<Object>getAs(column)));
    }
    return cells;
  }
}
