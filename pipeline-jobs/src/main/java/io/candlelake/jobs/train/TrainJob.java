package io.candlelake.jobs.train;

import static io.candlelake.common.table.Tables.FEATURES;
import static io.candlelake.common.table.Tables.LABELS;
import static io.candlelake.common.table.Tables.MODELS;
import static io.candlelake.common.table.Tables.PREDICTIONS;
import static io.candlelake.common.table.Tables.TRIALS;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.candlelake.common.config.Config;
import io.candlelake.common.job.ConfiguredFeatures;
import io.candlelake.common.job.ConfiguredStrategy;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.setting.Registry;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Trains walk-forward, predicts every test block out of sample, calibrates on earlier ones. Of a
 * short range, a day, only the folds that are due are fitted; see {@link DueFolds}.
 */
public final class TrainJob implements Job {
  @Override
  public String name() {
    return "train";
  }

  @Override
  public String summary() {
    return "fits models walk-forward and stores their out-of-sample predictions";
  }

  @Override
  public List<Registry<?>> registries() {
    return List.of(Models.ALL);
  }

  @Override
  public int usualShare() {
    return 30;
  }

  /** A strategy that uses no model needs neither labels nor models. */
  @Override
  public boolean isNeeded(Config config) {
    return ConfiguredStrategy.of(config).needsModel();
  }

  @Override
  public Set<Table> reads() {
    return Set.of(FEATURES, LABELS, PREDICTIONS, MODELS);
  }

  @Override
  public void checkHistory(Config config, TimeRange candles) {
    Duration warmUp =
        config.run().interval().length().multipliedBy(ConfiguredFeatures.of(config).warmUpBars());
    FoldSchedule.check(candles, warmUp, config.train());
  }

  @Override
  public Set<Table> writes() {
    return Set.of(MODELS, PREDICTIONS, TRIALS);
  }

  @Override
  public JobResult run(JobContext context) {
    Config config = context.config();
    String featureSet = ConfiguredFeatures.of(config).id();
    Dataset<Row> features =
        context.readPairs(FEATURES).where(col("feature_set").equalTo(featureSet));
    Dataset<Row> labels = context.readPairs(LABELS);
    context.step("lay out the folds");
    Dataset<Row> stored =
        context.readPairs(PREDICTIONS).where(col("trial_id").equalTo(config.trialId()));
    DueFolds folds = DueFolds.of(features, stored, config);
    ModelRecords registry = new ModelRecords(context, Models.configured(config), featureSet);
    long trials = context.insertMissing(TRIALS, registry.trial());
    if (folds.due().isEmpty()) {
      return new JobResult(trials, List.of(), List.of("no fold is due in the range"));
    }
    context.step("fit the models");
    WalkForward walk = WalkForward.run(features, labels, folds.due(), config, context.progress());
    Dataset<Row> scores = walk.scores().persist(StorageLevel.MEMORY_AND_DISK());
    try {
      context.step("score the test blocks and calibrate");
      Dataset<Row> scoresOfAll = scores.unionByName(folds.storedScores(), true);
      Calibration calibration = Calibration.fit(scoresOfAll, labels, folds.due(), config);
      Dataset<Row> predictions =
          walk.predictions(scores, calibration).where(context.inRange("open_time"));
      long predicted =
          context.replaceRange(
              PREDICTIONS, predictions, RowFilter.equal("trial_id", config.trialId()));
      context.step("measure each model on its test block");
      Map<Integer, String> tested = TestScores.of(scores, labels, walk.tasks().size(), config);
      long models =
          context.insertMissingAndUpdate(
              MODELS, registry.models(walk, calibration, tested), List.of("scores"));
      return new JobResult(trials + predicted + models, failures(walk), notes(walk));
    } finally {
      scores.unpersist();
    }
  }

  /**
   * What a stored model says of feature rows, on any machine that has the row of {@code
   * gold.models}: the numbers of {@code gold.predictions} bit for bit.
   *
   * @param models rows of {@code gold.models}
   * @param features rows of {@code gold.features}; those of another scope or feature set are left
   *     out
   * @return exchange, pair, open_time, close_time, score, probability (null without calibration)
   * @throws io.candlelake.common.PipelineException if no fitted model has that id
   */
  public static Dataset<Row> predict(Dataset<Row> models, String modelId, Dataset<Row> features) {
    return StoredModel.load(models, modelId).predict(features);
  }

  /**
   * How many training rows of the schedule have a label whose time meets the test block, or that is
   * not their own candle's: 0 unless there is a leak.
   */
  public static long leakingRows(Dataset<Row> features, Dataset<Row> labels, Config config) {
    List<Fold> folds = WalkForward.schedule(features, config);
    FitPlan plan = FitPlan.of(features, folds, config.train());
    Dataset<Row> candidates = TrainingSet.candidates(features, labels, config).drop("vector");
    return TrainingSet.assigned(candidates, plan.assignments(features.sparkSession()))
        .where(TrainingSet.leaks())
        .count();
  }

  private static List<String> failures(WalkForward walk) {
    List<String> failures = new ArrayList<>();
    for (Fit fit : walk.fits()) {
      if (fit.status() == Fit.Status.FAILED) {
        ModelTask task = walk.tasks().get(fit.task());
        failures.add("%s fold %d: %s".formatted(task.scope(), task.fold().index(), fit.reason()));
      }
    }
    return failures;
  }

  /** For each scope: whether rows were sampled, and whether some folds have no model. */
  private static List<String> notes(WalkForward walk) {
    Map<String, List<Fit>> byScope = new TreeMap<>();
    for (Fit fit : walk.fits()) {
      byScope
          .computeIfAbsent(walk.tasks().get(fit.task()).scope(), scope -> new ArrayList<>())
          .add(fit);
    }
    List<String> notes = new ArrayList<>();
    byScope.forEach(
        (scope, fits) -> {
          List<Fit> without =
              fits.stream()
                  .filter(fit -> !fit.isFitted() && fit.status() != Fit.Status.FAILED)
                  .toList();
          fits.stream()
              .filter(fit -> fit.given() > fit.rows())
              .max(Comparator.comparingLong(Fit::given))
              .ifPresent(
                  fit ->
                      notes.add(
                          "%s: a random %d of up to %d training rows a fold; train.max-rows holds more"
                              .formatted(scope, fit.rows(), fit.given())));
          if (!without.isEmpty()) {
            notes.add(
                "%s: no model in %d of %d folds, first because %s"
                    .formatted(scope, without.size(), fits.size(), without.get(0).reason()));
          }
        });
    return notes;
  }

  /**
   * The test blocks that meet the {@code trust.compare-days} before a cut, which can be predicted
   * again from what was known at the cut.
   */
  public static final class BlocksBefore {
    private final Config config;
    private final Instant cut;
    private final Instant since;
    private final List<Fold> folds;

    private BlocksBefore(Config config, Instant cut, Instant since, List<Fold> folds) {
      this.config = config;
      this.cut = cut;
      this.since = since;
      this.folds = folds;
    }

    /**
     * Queries the times of the features, which lay out the folds.
     *
     * @param stored rows of {@code gold.features} of the run, from the first one on
     */
    public static BlocksBefore of(Dataset<Row> stored, Config config, Instant cut) {
      Instant since = cut.minus(Duration.ofDays(config.trust().compareDays()));
      Dataset<Row> known = stored.where(col("close_time").leq(lit(cut)));
      List<Fold> folds =
          WalkForward.schedule(known, config).stream()
              .filter(fold -> fold.testTo().isAfter(since) && !fold.testFrom().isAfter(cut))
              .toList();
      return new BlocksBefore(config, cut, since, folds);
    }

    /** Open times of the features that {@link #predict} learns from and predicts. */
    public TimeRange needs() {
      Instant first =
          folds.stream()
              .map(Fold::trainFrom)
              .min(Comparator.naturalOrder())
              .filter(from -> from.isBefore(since))
              .orElse(since);
      return new TimeRange(first.minus(config.run().interval().length()), cut);
    }

    /** The features that a model of the block may learn from, others of {@link #needs} left out. */
    public Column learnsFrom() {
      return TrainingSet.thin(config);
    }

    /**
     * The predictions up to the cut: fitted, scored and calibrated anew by the same path as the
     * job's. They equal the stored ones bit for bit if nothing looks ahead.
     *
     * @param features rows of {@code gold.features} known at the cut, of {@link #needs} at least
     * @param labels rows of {@code gold.labels} known at the cut
     * @param earlierPredictions stored rows of {@code gold.predictions} of the trial; those of
     *     folds before a block calibrate it
     * @return columns of {@code gold.predictions} without the run
     */
    public Dataset<Row> predict(
        Dataset<Row> features, Dataset<Row> labels, Dataset<Row> earlierPredictions) {
      Dataset<Row> known = features.where(col("close_time").leq(lit(cut)));
      Dataset<Row> knownLabels = labels.where(col("known_at").leq(lit(cut)));
      WalkForward walk = WalkForward.run(known, knownLabels, folds, config, Progress.SILENT);
      Calibration calibration = Calibration.fit(earlierPredictions, knownLabels, folds, config);
      return walk.predictions(walk.scores(), calibration);
    }
  }
}
