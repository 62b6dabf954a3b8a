package io.candlelake.jobs.train;

import static io.candlelake.common.table.Tables.MODELS;
import static io.candlelake.common.table.Tables.TRIALS;
import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;

import io.candlelake.common.Fingerprint;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigWriter;
import io.candlelake.common.job.JobContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Rows of {@code gold.models} and {@code gold.trials}: each configuration tried and its models. */
record ModelRecords(JobContext context, Model model, String featureSet) {
  private static final String NO_SCORES = "{}";

  ModelRecords {
    requireNonNull(context, "context is null");
    requireNonNull(model, "model is null");
    requireNonNull(featureSet, "featureSet is null");
  }

  /** The one row of this configuration. */
  Dataset<Row> trial() {
    Config config = context.config();
    Map<String, Object> configuration = new TreeMap<>();
    configuration.put("interval", config.run().interval().code());
    configuration.put("pairs", config.run().pairs());
    configuration.put("seed", config.run().seed());
    configuration.put("features", config.features());
    configuration.put("labels", config.labels());
    configuration.put("train", config.train());
    Row trial =
        RowFactory.create(
            config.trialId(),
            model.name(),
            parameters(),
            featureSet,
            config.labels().labelName(),
            Fingerprint.json(configuration),
            config.run().interval().code(),
            context.runId().value(),
            context.startedAt());
    return context.spark().createDataFrame(List.of(trial), TRIALS.schema());
  }

  /**
   * One row a task. A model that is stored keeps its row but for the scores on its test block,
   * which fills up with time; another model of the same trial, scope and fold has the next version.
   *
   * @param scores JSON by task
   */
  Dataset<Row> models(WalkForward walk, Calibration calibration, Map<Integer, String> scores) {
    String tables = Fingerprint.json(context.tablesRead());
    List<String> ids = walk.modelIds(calibration);
    Map<String, Integer> versions = storedVersions();
    List<Row> rows = new ArrayList<>();
    for (ModelTask task : walk.tasks()) {
      String id = ids.get(task.index());
      int version = versions.getOrDefault(lineOf(task.scope(), task.fold().index()), 0) + 1;
      Fit fit = walk.fits().get(task.index());
      rows.add(row(id, version, task, fit, calibration, scores, tables));
    }
    return context.spark().createDataFrame(rows, MODELS.schema());
  }

  /** The hyper-parameters with the defaults, as the configuration spells them. */
  private String parameters() {
    return Fingerprint.json(ConfigWriter.settings((Record) model));
  }

  /** The newest version by scope and fold; two small columns a stored model. */
  private Map<String, Integer> storedVersions() {
    Map<String, Integer> versions = new HashMap<>();
    context
        .read(MODELS)
        .where(col("trial_id").equalTo(context.config().trialId()))
        .select("scope", "fold", "version")
        .collectAsList()
        .forEach(
            row ->
                versions.merge(lineOf(row.getString(0), row.getInt(1)), row.getInt(2), Math::max));
    return versions;
  }

  private static String lineOf(String scope, int fold) {
    return scope + "/" + fold;
  }

  private Row row(
      String id,
      int version,
      ModelTask task,
      Fit fit,
      Calibration calibration,
      Map<Integer, String> scores,
      String tables) {
    Config config = context.config();
    Fold fold = task.fold();
    Optional<Platt> platt = calibration.of(task.exchange(), fold.index());
    return RowFactory.create(
        id,
        version,
        config.trialId(),
        model.name(),
        task.scope(),
        config.run().interval().code(),
        fold.index(),
        fold.trainFrom(),
        fold.trainTo(),
        fold.testFrom(),
        fold.testTo(),
        fit.status().code(),
        fit.reason(),
        fit.rows(),
        config.labels().labelName(),
        featureSet,
        parameters(),
        config.run().seed(),
        tables,
        platt.map(Platt::slope).orElse(null),
        platt.map(Platt::intercept).orElse(null),
        platt.map(Platt::rows).orElse(0L),
        scores.getOrDefault(task.index(), NO_SCORES),
        model.library(),
        fit.isFitted() ? fit.artifact() : null,
        context.runId().value(),
        context.startedAt());
  }
}
