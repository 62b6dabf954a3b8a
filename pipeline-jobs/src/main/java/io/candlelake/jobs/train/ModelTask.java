package io.candlelake.jobs.train;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.Fingerprint;
import java.io.Serializable;
import java.util.Optional;

/**
 * One model to fit and to use: a scope in a fold.
 *
 * @param index place in the list of tasks
 * @param scope whose rows: {@code binance/pooled} or {@code binance/BTC-USDT}
 */
record ModelTask(int index, String scope, Fold fold) implements Serializable {
  ModelTask {
    requireNonNull(scope, "scope is null");
    requireNonNull(fold, "fold is null");
  }

  /**
   * The model's id: a fingerprint of the trial, scope and fold, the fitted model and its
   * calibration. A refit on the same data has the same id; a refit on other data has a new one.
   */
  String modelId(String trialId, Fit fit, Optional<Platt> calibration) {
    return Fingerprint.of(
        trialId,
        scope,
        fold,
        fit.status(),
        fit.reason(),
        fit.rows(),
        fit.artifact(),
        calibration.map(Platt::slope),
        calibration.map(Platt::intercept),
        calibration.map(Platt::rows));
  }

  String exchange() {
    return scope.substring(0, scope.indexOf('/'));
  }
}
