package io.candlelake.jobs.signals;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.config.Config;
import org.apache.spark.sql.Column;

/**
 * Long iff p ≥ τ, short iff 1 − p ≥ τ, p the calibrated probability of a rise and τ {@code
 * signals.threshold}; abstains in between and where p is unknown. At τ = ½ a tie goes long.
 */
final class ProbabilityThreshold implements SignalRule {
  @Override
  public String name() {
    return "probability-threshold";
  }

  @Override
  public Column side(Config.Signals settings) {
    Column rise = col("probability");
    return when(rise.geq(settings.threshold()), 1)
        .when(lit(1.0).minus(rise).geq(settings.threshold()), -1);
  }
}
