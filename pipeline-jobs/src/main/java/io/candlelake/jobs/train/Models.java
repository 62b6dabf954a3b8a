package io.candlelake.jobs.train;

import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.setting.Registry;
import java.util.List;

/** Every model there is. A new one is one file, and one line here. */
final class Models {
  static final Registry<Model> ALL =
      new Registry<>(
          "model",
          List.of(
              XgboostModel.class,
              LogisticRegressionModel.class,
              RandomForestModel.class,
              GradientBoostedTreesModel.class));

  private Models() {}

  /** The model that the configuration names, with its hyper-parameters. */
  static Model configured(Config config) {
    return (Model) config.train().model();
  }

  /** The model of that name with its default hyper-parameters: enough to score. */
  static Model named(String name) {
    return ConfigReader.usual(ALL, name);
  }
}
