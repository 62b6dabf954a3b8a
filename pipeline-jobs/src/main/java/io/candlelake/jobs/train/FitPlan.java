package io.candlelake.jobs.train;

import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.candlelake.common.config.Config;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** Which models there are to fit, and whose rows each of them learns from and predicts. */
final class FitPlan {
  private static final StructType COLUMNS =
      new StructType()
          .add("exchange", StringType, false)
          .add("pair", StringType, false)
          .add("task", IntegerType, false)
          .add("fold", IntegerType, false)
          .add("train_from", TimestampType, false)
          .add("train_to", TimestampType, false)
          .add("test_from", TimestampType, false)
          .add("test_to", TimestampType, false);

  private final List<ModelTask> tasks = new ArrayList<>();
  private final List<Row> assignments = new ArrayList<>();

  private FitPlan() {}

  /**
   * The models of the folds given, over the pairs that have features.
   *
   * @param features rows of {@code gold.features}
   */
  static FitPlan of(Dataset<Row> features, List<Fold> folds, Config.Train train) {
    List<Row> pairs =
        features.select("exchange", "pair").distinct().orderBy("exchange", "pair").collectAsList();
    FitPlan plan = new FitPlan();
    for (Fold fold : folds) {
      Map<String, Integer> taskOfScope = new HashMap<>();
      for (Row pair : pairs) {
        String scope = scope(pair.getString(0), pair.getString(1), train);
        int task = taskOfScope.computeIfAbsent(scope, name -> plan.add(name, fold));
        plan.assignments.add(
            RowFactory.create(
                pair.getString(0),
                pair.getString(1),
                task,
                fold.index(),
                fold.trainFrom(),
                fold.trainTo(),
                fold.testFrom(),
                fold.testTo()));
      }
    }
    return plan;
  }

  List<ModelTask> tasks() {
    return List.copyOf(tasks);
  }

  /** One row for each pair and task, small; with the times of the task's fold. */
  Dataset<Row> assignments(SparkSession spark) {
    return assignments(spark, task -> true);
  }

  /** As {@link #assignments(SparkSession)}, of these tasks only. */
  Dataset<Row> assignments(SparkSession spark, Set<Integer> only) {
    return assignments(spark, only::contains);
  }

  private Dataset<Row> assignments(SparkSession spark, Predicate<Integer> wanted) {
    List<Row> rows = assignments.stream().filter(row -> wanted.test(row.getInt(2))).toList();
    return functions.broadcast(spark.createDataFrame(rows, COLUMNS));
  }

  private int add(String scope, Fold fold) {
    tasks.add(new ModelTask(tasks.size(), scope, fold));
    return tasks.size() - 1;
  }

  private static String scope(String exchange, String pair, Config.Train train) {
    return train.scope() == Config.Train.Scope.POOLED
        ? exchange + "/pooled"
        : exchange + "/" + pair;
  }
}
