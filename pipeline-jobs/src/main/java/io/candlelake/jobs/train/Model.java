package io.candlelake.jobs.train;

import io.candlelake.common.setting.Registry;
import java.io.Serializable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A way to learn the probability of a rise, with its hyper-parameters. A fitted model is bytes:
 * they hold all that scoring needs, preprocessing too, and depend on nothing but the rows, the
 * hyper-parameters and the seed given.
 */
sealed interface Model extends Serializable {
  /** The name in the configuration and in {@code gold.models}. */
  default String name() {
    return Registry.nameOf(this);
  }

  /** Library and version that fits it. */
  String library();

  /** Makes the model of these bytes ready to score, whatever the hyper-parameters here. */
  Scorer scorer(byte[] artifact);

  /** Fitted inside an executor, many models at once: one task holds one model's rows. */
  non-sealed interface OnArrays extends Model {
    byte[] fit(TrainingRows rows, long seed);
  }

  /** Fitted by MLlib jobs that the driver starts. */
  non-sealed interface OnDataset extends Model {
    /**
     * @param rows one sorted partition of {@code rise} (double, 0 or 1) and {@code vector} (array
     *     of float), cached
     */
    byte[] fit(Dataset<Row> rows, long seed);
  }
}
