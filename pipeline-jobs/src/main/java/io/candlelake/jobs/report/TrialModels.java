package io.candlelake.jobs.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The trial's fitted and skipped models, and how much they predicted. */
record TrialModels(List<Fold> folds, Predictions predictions) {
  TrialModels {
    folds = List.copyOf(folds);
  }

  /**
   * One fitted or skipped model.
   *
   * @param scores by name, as training wrote them
   */
  record Fold(
      int fold,
      String scope,
      String algorithm,
      String status,
      String reason,
      Instant trainFrom,
      Instant trainTo,
      Instant testFrom,
      Instant testTo,
      long trainingRows,
      Figure calibrationSlope,
      long calibrationRows,
      Map<String, Double> scores) {
    boolean isFitted() {
      return status.equals("fitted");
    }
  }

  /** Out-of-sample predictions, counted. */
  record Predictions(long rows, long calibrated, long pairs) {}
}
