package io.candlelake.jobs.train;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.Fingerprint;
import java.io.Serializable;

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

  String modelId(String trialId) {
    return Fingerprint.of(trialId, scope, fold.index());
  }

  String exchange() {
    return scope.substring(0, scope.indexOf('/'));
  }
}
