package io.candlelake.common.job;

import io.candlelake.common.config.Config;
import io.candlelake.common.indicator.FeatureSet;

/** The feature set of a configuration. */
public final class ConfiguredFeatures {
  private ConfiguredFeatures() {}

  /**
   * The set that {@code features.indicators} declares, on {@code run.interval}.
   *
   * @throws io.candlelake.common.PipelineException with every error in the declarations
   */
  public static FeatureSet of(Config config) {
    return FeatureSet.of(
        config.run().interval(), config.features().reference(), config.features().indicators());
  }
}
