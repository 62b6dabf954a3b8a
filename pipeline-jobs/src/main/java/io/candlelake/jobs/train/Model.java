package io.candlelake.jobs.train;

import io.candlelake.common.PipelineException;
import io.candlelake.common.Spelling;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A way to learn the probability of a rise. A fitted model is bytes: they hold all that scoring
 * needs, preprocessing too, and depend on nothing but the rows, parameters and seed given.
 */
sealed interface Model {
  /** The name that {@code train.algorithm} gives it. */
  String name();

  /** Library and version that fits it. */
  String library();

  /** Hyper-parameters with their defaults. */
  Map<String, Double> defaults();

  /** Makes the model of these bytes ready to score. */
  Scorer scorer(byte[] artifact);

  /** Fitted inside an executor, many models at once: one task holds one model's rows. */
  non-sealed interface OnArrays extends Model {
    byte[] fit(TrainingRows rows, Map<String, Double> parameters, long seed);
  }

  /** Fitted by MLlib jobs that the driver starts. */
  non-sealed interface OnDataset extends Model {
    /**
     * @param rows one sorted partition of {@code rise} (double, 0 or 1) and {@code vector} (array
     *     of float), cached
     */
    byte[] fit(Dataset<Row> rows, Map<String, Double> parameters, long seed);
  }

  /**
   * The parameters given, and the defaults of those absent.
   *
   * @throws PipelineException when the model has no such parameter
   */
  default Map<String, Double> parameters(Map<String, Double> given) {
    Map<String, Double> known = defaults();
    for (String parameter : given.keySet()) {
      if (!known.containsKey(parameter)) {
        String hint =
            Spelling.nearest(parameter, known.keySet())
                .map(near -> ", did you mean " + near + "?")
                .orElse("");
        throw PipelineException.userMistake(
            "Cannot train " + name(),
            "train.parameters has '" + parameter + "', which it does not know" + hint,
            "Use " + String.join(", ", new TreeMap<>(known).keySet()));
      }
    }
    Map<String, Double> all = new TreeMap<>(known);
    all.putAll(given);
    return Map.copyOf(all);
  }
}
