package io.candlelake.common.lake;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.table.Table;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/**
 * What the Spark UI calls the jobs of this thread and of threads that it starts: the pipeline's
 * stage is the job group, the description says {@code stage: step}. Delta puts its own word before
 * and after.
 */
public final class JobNames {
  /** Not the job group itself: a streaming query makes its batches a group of their own. */
  private static final String STAGE = "candlelake.stage";

  private static final String DESCRIPTION = "spark.job.description";

  private final SparkContext spark;

  public JobNames(SparkContext spark) {
    this.spark = requireNonNull(spark, "spark is null");
  }

  /** The jobs from here on belong to the stage, whose step they are until a step is named. */
  public void stage(String name, String summary) {
    spark.setLocalProperty(STAGE, name);
    spark.setJobGroup(name, name + ": " + summary, false);
  }

  /** The jobs from here on are this step of the stage. */
  public void step(String what) {
    String stage = spark.getLocalProperty(STAGE);
    spark.setJobDescription(stage == null ? what : stage + ": " + what);
  }

  /** The jobs of the work are this step of the stage; those after it are what they were before. */
  <T> T during(String what, Supplier<T> work) {
    String before = spark.getLocalProperty(DESCRIPTION);
    step(what);
    try {
      return work.get();
    } finally {
      spark.setJobDescription(before);
    }
  }

  /**
   * As {@link #during}, for work on a table that gives nothing back: {@code append gold.trades}.
   */
  void named(String how, Table table, Runnable work) {
    during(
        how + " " + table,
        () -> {
          work.run();
          return table;
        });
  }

  /** The jobs from here on belong to no stage. */
  public void none() {
    spark.setLocalProperty(STAGE, null);
    spark.clearJobGroup();
  }
}
