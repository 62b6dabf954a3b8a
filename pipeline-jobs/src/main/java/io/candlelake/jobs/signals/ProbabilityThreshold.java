package io.candlelake.jobs.signals;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import org.apache.spark.sql.Column;

/**
 * Long iff p ≥ τ, short iff 1 − p ≥ τ, p the calibrated probability of a rise and τ the threshold;
 * abstains in between and where p is unknown. At τ = ½ a tie goes long.
 */
@Registered(
    name = "probability-threshold",
    meaning = "enter the side whose calibrated probability reaches the threshold")
record ProbabilityThreshold(
    @Setting(
            value = "0.62",
            min = 0.5,
            max = 1,
            unit = "probability",
            meaning = "calibrated probability from which a signal is emitted, fixed in advance")
        double threshold)
    implements SignalRule {
  @Override
  public Column side() {
    Column rise = col("probability");
    return when(rise.geq(threshold), 1).when(lit(1.0).minus(rise).geq(threshold), -1);
  }
}
