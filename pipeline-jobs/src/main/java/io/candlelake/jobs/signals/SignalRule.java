package io.candlelake.jobs.signals;

import io.candlelake.common.setting.Registry;
import org.apache.spark.sql.Column;

/** Decides from one prediction whether to enter, and on which side. */
interface SignalRule {
  /** The name in the configuration and in {@code gold.signals}. */
  default String name() {
    return Registry.nameOf(this);
  }

  /**
   * 1 to enter long, −1 short, null to abstain, computed from the columns of one row of {@code
   * gold.predictions} alone.
   */
  Column side();
}
