package io.candlelake.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.config.Config;
import io.candlelake.common.dataset.SortedGroups;
import io.candlelake.common.job.Progress;
import io.candlelake.common.market.EpochMicros;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple4;

/** Fits every task of a plan; what comes back to the driver is models, never rows. */
final class Fitting {
  private final Model model;
  private final Config config;
  private final Progress progress;

  Fitting(Config config, Progress progress) {
    this.model = Models.configured(config);
    this.config = config;
    this.progress = progress;
  }

  /** One fit a task, in the order of tasks. */
  List<Fit> fit(Dataset<Row> features, Dataset<Row> labels, FitPlan plan) {
    if (plan.tasks().isEmpty()) {
      return List.of();
    }
    SparkSession spark = features.sparkSession();
    Dataset<Row> candidates = TrainingSet.candidates(features, labels, config);
    Map<Integer, Fit> fits;
    if (model instanceof Model.OnArrays onArrays) {
      Dataset<Row> rows = TrainingSet.assigned(candidates, plan.assignments(spark));
      fits = inExecutors(onArrays, rows, plan.tasks());
    } else {
      fits = fromDriver((Model.OnDataset) model, candidates, plan);
    }
    int minRows = config.train().minRows();
    return plan.tasks().stream()
        .map(
            task ->
                fits.getOrDefault(
                    task.index(), Fit.unfit(task.index(), 0, 0, minRows).orElseThrow()))
        .toList();
  }

  /** One Spark job for all models, each fitted by one Spark task that holds its rows as arrays. */
  private Map<Integer, Fit> inExecutors(
      Model.OnArrays onArrays, Dataset<Row> rows, List<ModelTask> tasks) {
    Dataset<Tuple4<Integer, Long, Boolean, float[]>> sorted =
        rows.repartitionById(tasks.size(), col("task"))
            .sortWithinPartitions("task", "close_time", "pair")
            .select(
                col("task").as("_1"),
                unix_micros(col("known_at")).as("_2"),
                col("rise").as("_3"),
                col("vector").as("_4"))
            .as(encoder(rows.sparkSession()));
    Config.Train settings = config.train();
    ArrayFits fits =
        new ArrayFits(onArrays, config.run().seed(), settings.minRows(), settings.maxRows(), tasks);
    Map<Integer, Fit> byTask = new TreeMap<>();
    progress.at(0, tasks.size(), "models");
    // Collected: models, not rows.
    for (Row row :
        SortedGroups.apply(sorted, (a, b) -> a._1().equals(b._1()), fits, Fit.COLUMNS)
            .collectAsList()) {
      Fit fit = Fit.of(row);
      byTask.put(fit.task(), fit);
    }
    progress.at(tasks.size(), tasks.size(), "models");
    return byTask;
  }

  private static Encoder<Tuple4<Integer, Long, Boolean, float[]>> encoder(SparkSession spark) {
    return Encoders.tuple(
        Encoders.INT(),
        Encoders.LONG(),
        Encoders.BOOLEAN(),
        spark.implicits().newFloatArrayEncoder());
  }

  /** Fits the models of the rows that a Spark task holds. */
  private record ArrayFits(
      Model.OnArrays model, long seed, int minRows, int maxRows, List<ModelTask> tasks)
      implements SortedGroups.Kernel<Tuple4<Integer, Long, Boolean, float[]>> {

    @Override
    public Iterator<Row> apply(
        Tuple4<Integer, Long, Boolean, float[]> first,
        Iterator<Tuple4<Integer, Long, Boolean, float[]>> group) {
      int task = first._1();
      long trainTo = EpochMicros.of(tasks.get(task).fold().trainTo());
      TrainingRows rows = new TrainingRows(first._4().length, maxRows);
      group.forEachRemaining(row -> add(rows, row, trainTo));
      return List.of(fit(task, rows).toRow()).iterator();
    }

    private Fit fit(int task, TrainingRows rows) {
      return Fit.unfit(task, rows.size(), rows.rises(), minRows)
          .orElseGet(() -> attempt(task, rows));
    }

    private Fit attempt(int task, TrainingRows rows) {
      try {
        return Fit.fitted(task, rows.size(), rows.given(), model.fit(rows, seed));
      } catch (RuntimeException e) {
        return Fit.failed(task, rows.size(), e);
      }
    }

    private static void add(
        TrainingRows rows, Tuple4<Integer, Long, Boolean, float[]> row, long trainTo) {
      if (row._2() > trainTo) {
        throw new IllegalStateException(
            "a training label is known at %d, after %d".formatted(row._2(), trainTo));
      }
      if (row._3()) {
        rows.addRise(row._4());
      } else {
        rows.addFall(row._4());
      }
    }
  }

  /** MLlib's jobs, from as many driver threads as there are cores. */
  private Map<Integer, Fit> fromDriver(
      Model.OnDataset onDataset, Dataset<Row> candidates, FitPlan plan) {
    SparkSession spark = candidates.sparkSession();
    Dataset<Row> kept = candidates.persist(StorageLevel.MEMORY_AND_DISK());
    int cores = spark.sparkContext().defaultParallelism();
    ExecutorService pool = Executors.newFixedThreadPool(cores);
    try {
      Map<Integer, Fit> fits = unfitTasks(kept, plan);
      List<ModelTask> toFit =
          plan.tasks().stream().filter(task -> !fits.containsKey(task.index())).toList();
      CompletionService<Fit> running = new ExecutorCompletionService<>(pool);
      for (ModelTask task : toFit) {
        running.submit(() -> fitOne(onDataset, kept, plan, task));
      }
      progress.at(0, toFit.size(), "models");
      for (int done = 1; done <= toFit.size(); done++) {
        Fit fit = running.take().get();
        fits.put(fit.task(), fit);
        progress.at(done, toFit.size(), "models");
      }
      return fits;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while fitting", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("fitting stopped", e.getCause());
    } finally {
      pool.shutdownNow();
      kept.unpersist();
    }
  }

  private Map<Integer, Fit> unfitTasks(Dataset<Row> candidates, FitPlan plan) {
    Column rise = when(col("rise"), 1L).otherwise(0L);
    List<Row> counts =
        TrainingSet.assigned(candidates.drop("vector"), plan.assignments(candidates.sparkSession()))
            .groupBy("task")
            .agg(count(lit(1)), sum(rise))
            .collectAsList();
    int minRows = config.train().minRows();
    Map<Integer, Fit> unfit = new TreeMap<>();
    for (ModelTask task : plan.tasks()) {
      Fit.unfit(task.index(), 0, 0, minRows).ifPresent(fit -> unfit.put(task.index(), fit));
    }
    for (Row row : counts) {
      unfit.remove(row.getInt(0));
      Fit.unfit(row.getInt(0), row.getLong(1), row.getLong(2), minRows)
          .ifPresent(fit -> unfit.put(fit.task(), fit));
    }
    return unfit;
  }

  private Fit fitOne(
      Model.OnDataset onDataset, Dataset<Row> candidates, FitPlan plan, ModelTask task) {
    SparkSession spark = candidates.sparkSession();
    spark.sparkContext().setLocalProperty("spark.scheduler.pool", "train");
    Dataset<Row> rows =
        TrainingSet.assigned(candidates, plan.assignments(spark, java.util.Set.of(task.index())))
            .repartition(1)
            .sortWithinPartitions("close_time", "pair")
            .select(col("rise").cast("double"), col("vector"))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long count = rows.count();
      try {
        byte[] artifact = onDataset.fit(rows, config.run().seed());
        return Fit.fitted(task.index(), count, count, artifact);
      } catch (RuntimeException e) {
        return Fit.failed(task.index(), count, e);
      }
    } finally {
      rows.unpersist();
    }
  }
}
