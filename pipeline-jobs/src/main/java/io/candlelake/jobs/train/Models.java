package io.candlelake.jobs.train;

import java.util.List;

/** Every model there is. A new one is one file, and one line here. */
final class Models {
  static final List<Model> ALL =
      List.of(
          new XgboostModel(),
          new LogisticRegressionModel(),
          new RandomForestModel(),
          new GradientBoostedTreesModel());

  private Models() {}

  static Model named(String algorithm) {
    return ALL.stream()
        .filter(model -> model.name().equals(algorithm))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no model " + algorithm));
  }
}
