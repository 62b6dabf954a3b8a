package io.candlelake.jobs.train;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.job.Progress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Fits the models of some folds and scores their test blocks. The one path by which predictions
 * come about, whether for a run or for the proof that a run did not look ahead.
 */
final class WalkForward {
  private static final StructType FOLDS =
      new StructType().add("task", IntegerType, false).add("fold", IntegerType, false);

  private static final StructType MODEL_IDS =
      new StructType().add("task", IntegerType, false).add("model_id", StringType, false);

  private final String trialId;
  private final FitPlan plan;
  private final List<Fit> fits;
  private final Dataset<Row> scores;

  private WalkForward(String trialId, FitPlan plan, List<Fit> fits, Dataset<Row> scores) {
    this.trialId = trialId;
    this.plan = plan;
    this.fits = fits;
    this.scores = scores;
  }

  /** The folds that features with these times have. */
  static List<Fold> schedule(Dataset<Row> features, Config config) {
    Row span = features.agg(min("close_time"), max("close_time")).head();
    if (span.isNullAt(0)) {
      throw PipelineException.userMistake(
          "Cannot train",
          "gold.features has no rows of interval " + config.run().interval().code(),
          "Run ingest, validate and features first, or widen run.pairs");
    }
    return FoldSchedule.of(span.getInstant(0), span.getInstant(1), config.train());
  }

  /** Fits now; actions on the scores compute them. */
  static WalkForward run(
      Dataset<Row> features,
      Dataset<Row> labels,
      List<Fold> folds,
      Config config,
      Progress progress) {
    SparkSession spark = features.sparkSession();
    Model model = Models.configured(config);
    FitPlan plan = FitPlan.of(features, folds, config.train());
    List<Fit> fits = new Fitting(config, progress).fit(features, labels, plan);
    Broadcast<Map<Integer, byte[]>> artifacts = Scoring.broadcast(spark, fits);
    Set<Integer> fitted =
        fits.stream().filter(Fit::isFitted).map(Fit::task).collect(Collectors.toSet());
    Dataset<Row> scores =
        Scoring.score(features, plan.assignments(spark, fitted), model.name(), artifacts)
            .join(broadcast(folds(spark, plan)), "task")
            .withColumn("interval", lit(config.run().interval().code()))
            .withColumn("trial_id", lit(config.trialId()));
    return new WalkForward(config.trialId(), plan, fits, scores);
  }

  List<ModelTask> tasks() {
    return plan.tasks();
  }

  /** One a task, in the order of tasks. */
  List<Fit> fits() {
    return fits;
  }

  /** Rows of {@code gold.predictions} but for model and probability, and {@code task}. */
  Dataset<Row> scores() {
    return scores;
  }

  /** The model of each task, in the order of tasks. */
  List<String> modelIds(Calibration calibration) {
    return IntStream.range(0, fits.size())
        .mapToObj(i -> modelId(plan.tasks().get(i), fits.get(i), calibration))
        .toList();
  }

  private String modelId(ModelTask task, Fit fit, Calibration calibration) {
    return task.modelId(trialId, fit, calibration.of(task.exchange(), task.fold().index()));
  }

  private static Dataset<Row> folds(SparkSession spark, FitPlan plan) {
    List<Row> rows =
        plan.tasks().stream()
            .map(task -> RowFactory.create(task.index(), task.fold().index()))
            .toList();
    return spark.createDataFrame(rows, FOLDS);
  }

  /**
   * The columns of {@code gold.predictions} that a prediction has before a run writes it.
   *
   * @param scores {@link #scores}, perhaps kept somewhere
   */
  Dataset<Row> predictions(Dataset<Row> scores, Calibration calibration) {
    List<String> ids = modelIds(calibration);
    List<Row> rows =
        plan.tasks().stream()
            .map(task -> RowFactory.create(task.index(), ids.get(task.index())))
            .toList();
    Dataset<Row> models = scores.sparkSession().createDataFrame(rows, MODEL_IDS);
    return calibration
        .withProbability(scores)
        .join(broadcast(models), "task")
        .select(
            col("exchange"),
            col("pair"),
            col("interval"),
            col("open_time"),
            col("close_time"),
            col("trial_id"),
            col("model_id"),
            col("fold"),
            col("score"),
            col("probability"));
  }
}
