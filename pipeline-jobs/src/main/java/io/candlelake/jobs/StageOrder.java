package io.candlelake.jobs;

import static io.candlelake.common.table.Tables.JOB_RUNS;

import io.candlelake.common.job.Job;
import io.candlelake.common.table.Table;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Runs the jobs of a run, each as soon as the earlier jobs that it depends on have ended. The
 * dependencies follow from the tables that jobs declare: a job waits for every earlier one that
 * writes what it reads or writes, or reads what it writes. A job that reads {@code gold.job_runs}
 * waits for all earlier ones, since each adds a row there. Jobs without such a table in common run
 * at the same time: each has phases in which only the driver works.
 */
final class StageOrder {
  private final List<Job> jobs;

  /**
   * @param jobs so that run one after another in this order each finds what it needs
   */
  StageOrder(List<Job> jobs) {
    this.jobs = List.copyOf(jobs);
  }

  /** The earlier jobs that must have ended before this one begins. */
  List<Job> before(Job job) {
    return jobs.subList(0, jobs.indexOf(job)).stream()
        .filter(earlier -> dependsOn(job, earlier))
        .toList();
  }

  private static boolean dependsOn(Job job, Job earlier) {
    return job.reads().contains(JOB_RUNS)
        || overlap(earlier.writes(), job.reads())
        || overlap(earlier.writes(), job.writes())
        || overlap(earlier.reads(), job.writes());
  }

  private static boolean overlap(Set<Table> some, Set<Table> others) {
    return !Collections.disjoint(some, others);
  }

  /**
   * Runs all jobs and returns when all have ended. After a failure the jobs that depend on the
   * failed one do not run; the others do.
   *
   * @throws Exception what the first job in the order threw that failed, whatever its type (Spark
   *     throws checked exceptions that it does not declare); what others threw is suppressed in it
   */
  void run(Consumer<Job> runOne) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(jobs.size());
    try {
      Map<Job, CompletableFuture<Void>> ends = new LinkedHashMap<>();
      for (Job job : jobs) {
        CompletableFuture<?>[] needed =
            before(job).stream().map(ends::get).toArray(CompletableFuture[]::new);
        ends.put(
            job, CompletableFuture.allOf(needed).thenRunAsync(() -> runOne.accept(job), threads));
      }
      throwFirst(ends.values());
    } finally {
      threads.shutdown();
    }
  }

  private static void throwFirst(Iterable<CompletableFuture<Void>> ends) throws Exception {
    Throwable first = null;
    for (CompletableFuture<Void> end : ends) {
      try {
        end.join();
      } catch (CompletionException e) {
        if (first == null) {
          first = e.getCause();
        } else if (e.getCause() != first) {
          first.addSuppressed(e.getCause());
        }
      }
    }
    if (first instanceof Error error) {
      throw error;
    }
    if (first != null) {
      throw (Exception) first;
    }
  }
}
