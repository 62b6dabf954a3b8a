package io.candlelake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StageOrderTest {
  private static final List<Job> PIPELINE = Jobs.with(InstantSource.system()).pipeline();

  @Test
  void thePipelinesStagesWaitOnlyForWhatTheyNeed() {
    StageOrder order = new StageOrder(PIPELINE);
    Map<String, Set<String>> before =
        PIPELINE.stream()
            .collect(
                Collectors.toMap(
                    Job::name,
                    job ->
                        order.before(job).stream()
                            .map(Job::name)
                            .collect(Collectors.toCollection(TreeSet::new))));
    assertThat(before.get("ingest")).isEmpty();
    assertThat(before.get("labels")).contains("validate").doesNotContain("features");
    assertThat(before.get("train")).contains("features", "labels");
    assertThat(before.get("backtest")).contains("signals").doesNotContain("evaluate");
    assertThat(before.get("prove")).contains("signals").doesNotContain("evaluate", "backtest");
    assertThat(before.get("report")).hasSize(PIPELINE.size() - 1);
  }

  @Test
  void jobsWithoutATableInCommonRunAtTheSameTime() throws Exception {
    Job some = new Fake("some", Set.of(Tables.CANDLES), Set.of(Tables.FEATURES));
    Job other = new Fake("other", Set.of(Tables.CANDLES), Set.of(Tables.LABELS));
    CyclicBarrier both = new CyclicBarrier(2);
    // Each waits for the other: one after another neither would end.
    new StageOrder(List.of(some, other)).run(job -> await(both));
  }

  @Test
  void afterAFailureOnlyTheJobsThatNeedItDoNotRun() {
    Job first = new Fake("first", Set.of(), Set.of(Tables.CANDLES));
    Job failing = new Fake("failing", Set.of(Tables.CANDLES), Set.of(Tables.FEATURES));
    Job beside = new Fake("beside", Set.of(Tables.CANDLES), Set.of(Tables.LABELS));
    Job needing = new Fake("needing", Set.of(Tables.FEATURES), Set.of(Tables.MODELS));
    Job last = new Fake("last", Set.of(Tables.JOB_RUNS), Set.of());
    Set<String> ran = Collections.synchronizedSet(new TreeSet<>());
    StageOrder order = new StageOrder(List.of(first, failing, beside, needing, last));
    assertThatThrownBy(
            () ->
                order.run(
                    job -> {
                      ran.add(job.name());
                      if (job == failing) {
                        StageOrderTest.<RuntimeException>raise(new IOException("as Spark does"));
                      }
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("as Spark does")
        .hasNoSuppressedExceptions();
    assertThat(ran).containsExactly("beside", "failing", "first");
  }

  @Property(tries = 200)
  void noJobRunsBesideOneWhoseTablesItTouches(@ForAll("pipelines") List<Job> jobs)
      throws Exception {
    List<Job> begun = new ArrayList<>();
    Set<Job> ended = new HashSet<>();
    Consumer<Job> work =
        job -> {
          synchronized (ended) {
            for (Job earlier : jobs.subList(0, jobs.indexOf(job))) {
              if (touches(earlier.writes(), job) || touches(job.writes(), earlier)) {
                assertThat(ended).contains(earlier);
              }
            }
            begun.add(job);
          }
          synchronized (ended) {
            ended.add(job);
          }
        };
    new StageOrder(jobs).run(work);
    assertThat(begun).containsExactlyInAnyOrderElementsOf(jobs);
  }

  private static boolean touches(Set<Table> written, Job job) {
    return written.stream().anyMatch(t -> job.reads().contains(t) || job.writes().contains(t));
  }

  @Provide
  Arbitrary<List<Job>> pipelines() {
    Arbitrary<Set<Table>> tables =
        Arbitraries.of(Tables.CANDLES, Tables.FEATURES, Tables.LABELS, Tables.MODELS)
            .set()
            .ofMaxSize(2);
    return Combinators.combine(tables, tables)
        .as((reads, writes) -> (Job) new Fake("any", reads, writes))
        .list()
        .ofMinSize(1)
        .ofMaxSize(7);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void raise(Throwable undeclared) throws E {
    throw (E) undeclared;
  }

  /** Not a record: two with the same tables are two jobs. */
  private static final class Fake implements Job {
    private final String name;
    private final Set<Table> reads;
    private final Set<Table> writes;

    Fake(String name, Set<Table> reads, Set<Table> writes) {
      this.name = name;
      this.reads = reads;
      this.writes = writes;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String summary() {
      return name;
    }

    @Override
    public Set<Table> reads() {
      return reads;
    }

    @Override
    public Set<Table> writes() {
      return writes;
    }

    @Override
    public JobResult run(JobContext context) {
      return JobResult.wrote(0);
    }
  }
}
