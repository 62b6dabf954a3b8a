package io.candlelake.jobs.evaluate;

import java.util.OptionalDouble;

/** How well scores put what came true above what did not; only their order counts. */
final class RankingMetrics {
  private RankingMetrics() {}

  /**
   * Area under the ROC curve: the probability that a random positive outranks a random negative,
   * ties counted half (Mann and Whitney's U ÷ (positives × negatives)). Undefined where one class
   * is missing. Exact while positives × negatives stays below 4e18.
   */
  static OptionalDouble rocAuc(ScoredOutcomes outcomes) {
    long positives = outcomes.positiveRows();
    long negatives = outcomes.negativeRows();
    if (positives == 0 || negatives == 0) {
      return OptionalDouble.empty();
    }
    long negativesBelow = 0;
    long twiceWins = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      long tied = outcomes.negatives()[i];
      twiceWins += outcomes.positives()[i] * (2 * negativesBelow + tied);
      negativesBelow += tied;
    }
    return OptionalDouble.of(twiceWins / 2.0 / ((double) positives * negatives));
  }

  /**
   * Area under the precision-recall curve as average precision: Σ (recallᵢ − recallᵢ₋₁) ×
   * precisionᵢ over the distinct scores from the highest down, without interpolation (the
   * definition of scikit-learn's {@code average_precision_score}). Undefined without positives.
   */
  static OptionalDouble averagePrecision(ScoredOutcomes outcomes) {
    long positives = outcomes.positiveRows();
    if (positives == 0) {
      return OptionalDouble.empty();
    }
    long found = 0;
    long taken = 0;
    double area = 0;
    for (int i = outcomes.size() - 1; i >= 0; i--) {
      found += outcomes.positives()[i];
      taken += outcomes.rowsAt(i);
      double precision = (double) found / taken;
      area += outcomes.positives()[i] * precision;
    }
    return OptionalDouble.of(area / positives);
  }
}
