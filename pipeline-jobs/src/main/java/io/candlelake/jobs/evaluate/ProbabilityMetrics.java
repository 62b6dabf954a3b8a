package io.candlelake.jobs.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** How far probabilities in [0, 1] can be taken at their word. Undefined without rows. */
final class ProbabilityMetrics {
  /** Probabilities are kept this far from 0 and 1 in logarithms. */
  private static final double CLIP = 1e-15;

  private ProbabilityMetrics() {}

  /** The outcomes whose probabilities lie in one bin. */
  record CalibrationBin(double meanProbability, double sharePositive, long rows) {}

  /** Mean of −(y ln p + (1 − y) ln(1 − p)), natural logarithm, p clipped to [1e-15, 1 − 1e-15]. */
  static OptionalDouble logLoss(ScoredOutcomes outcomes) {
    double loss = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      double p = Math.min(1 - CLIP, Math.max(CLIP, outcomes.score()[i]));
      loss -= outcomes.positives()[i] * Math.log(p) + outcomes.negatives()[i] * Math.log1p(-p);
    }
    return mean(loss, outcomes.rows());
  }

  /** Brier's score (1950): mean of (p − y)²; 0 is perfect, ¼ what a coin earns. */
  static OptionalDouble brier(ScoredOutcomes outcomes) {
    double squares = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      double p = outcomes.score()[i];
      squares += outcomes.positives()[i] * (1 - p) * (1 - p) + outcomes.negatives()[i] * p * p;
    }
    return mean(squares, outcomes.rows());
  }

  /**
   * 1 − Brier ÷ Brier of always saying the share of positives of these same rows, which is share ×
   * (1 − share): above 0 the probabilities know more than the base rate does in hindsight.
   * Undefined where one class is missing.
   */
  static OptionalDouble brierSkill(ScoredOutcomes outcomes) {
    long rows = outcomes.rows();
    double share = rows == 0 ? 0 : (double) outcomes.positiveRows() / rows;
    double base = share * (1 - share);
    return base == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(1 - brier(outcomes).getAsDouble() / base);
  }

  /**
   * Cuts the rows, by ascending probability, into bins of equal count. Rows of one probability stay
   * together: they fall in bin floor(bins × middle rank ÷ rows), so the order of rows never
   * matters. Bins that stay empty for that reason are left out.
   */
  static List<CalibrationBin> calibration(ScoredOutcomes outcomes, int bins) {
    if (bins < 1) {
      throw new IllegalArgumentException("bins must be at least 1: " + bins);
    }
    long rows = outcomes.rows();
    double[] sum = new double[bins];
    long[] positives = new long[bins];
    long[] count = new long[bins];
    long below = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      long here = outcomes.rowsAt(i);
      int bin = (int) (bins * (2 * below + here) / (2 * rows));
      sum[bin] += outcomes.score()[i] * here;
      positives[bin] += outcomes.positives()[i];
      count[bin] += here;
      below += here;
    }
    List<CalibrationBin> result = new ArrayList<>();
    for (int bin = 0; bin < bins; bin++) {
      if (count[bin] > 0) {
        double share = (double) positives[bin] / count[bin];
        result.add(new CalibrationBin(sum[bin] / count[bin], share, count[bin]));
      }
    }
    return result;
  }

  /**
   * Expected calibration error: Σ rows_b ÷ rows × |share positive_b − mean probability_b| over bins
   * of equal count (Naeini, Cooper and Hauskrecht 2015, with equal counts for equal widths).
   */
  static OptionalDouble expectedCalibrationError(ScoredOutcomes outcomes, int bins) {
    double error = 0;
    for (CalibrationBin bin : calibration(outcomes, bins)) {
      error += bin.rows() * Math.abs(bin.sharePositive() - bin.meanProbability());
    }
    return mean(error, outcomes.rows());
  }

  private static OptionalDouble mean(double sum, long rows) {
    return rows == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / rows);
  }
}
