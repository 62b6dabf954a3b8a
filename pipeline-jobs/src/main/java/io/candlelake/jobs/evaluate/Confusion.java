package io.candlelake.jobs.evaluate;

import java.util.OptionalDouble;

/**
 * What was said against what came. Each measure is undefined where its denominator is 0.
 *
 * @param truePositives said and came
 * @param falsePositives said, did not come
 * @param trueNegatives denied, did not come
 * @param falseNegatives denied, came
 */
record Confusion(long truePositives, long falsePositives, long trueNegatives, long falseNegatives) {

  /** Says "positive" where the score is above the threshold. */
  static Confusion above(double threshold, ScoredOutcomes outcomes) {
    long tp = 0;
    long fp = 0;
    long tn = 0;
    long fn = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.score()[i] > threshold) {
        tp += outcomes.positives()[i];
        fp += outcomes.negatives()[i];
      } else {
        fn += outcomes.positives()[i];
        tn += outcomes.negatives()[i];
      }
    }
    return new Confusion(tp, fp, tn, fn);
  }

  /** TP ÷ (TP + FP). */
  OptionalDouble precision() {
    return share(truePositives, truePositives + falsePositives);
  }

  /** TP ÷ (TP + FN). */
  OptionalDouble recall() {
    return share(truePositives, truePositives + falseNegatives);
  }

  /** Harmonic mean of precision and recall: 2 TP ÷ (2 TP + FP + FN). */
  OptionalDouble f1() {
    return share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
  }

  /** (TP + TN) ÷ all. */
  OptionalDouble accuracy() {
    long right = truePositives + trueNegatives;
    return share(right, right + falsePositives + falseNegatives);
  }

  /** Mean of the recalls of both classes. */
  OptionalDouble balancedAccuracy() {
    OptionalDouble specificity = share(trueNegatives, trueNegatives + falsePositives);
    return recall().isEmpty() || specificity.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of((recall().getAsDouble() + specificity.getAsDouble()) / 2);
  }

  /**
   * Matthews correlation coefficient (1975): (TP·TN − FP·FN) ÷ √((TP+FP)(TP+FN)(TN+FP)(TN+FN)), in
   * [−1, 1]. Undefined where one class is never said or never comes (scikit-learn says 0 there).
   */
  OptionalDouble mcc() {
    double said = (double) truePositives + falsePositives;
    double denied = (double) trueNegatives + falseNegatives;
    double came = (double) truePositives + falseNegatives;
    double stayedAway = (double) trueNegatives + falsePositives;
    double product = Math.sqrt(said * came) * Math.sqrt(denied * stayedAway);
    double covariance =
        (double) truePositives * trueNegatives - (double) falsePositives * falseNegatives;
    return product == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.max(-1, Math.min(1, covariance / product)));
  }

  private static OptionalDouble share(long part, long whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }
}
