package io.candlelake.jobs.evaluate;

import static io.candlelake.jobs.evaluate.ScoreMetrics.Of.PROBABILITY;
import static io.candlelake.jobs.evaluate.ScoreMetrics.Of.SCORE;

import io.candlelake.common.metric.EvaluationMetric;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Every metric of what a model says, over all predictions and fold by fold. A new one is a constant
 * of {@link EvaluationMetric}, which has the formula, and a line here.
 */
final class ScoreMetrics {
  static final int CALIBRATION_BINS = 10;

  static final List<ScoreMetric> ALL =
      List.of(
          new ScoreMetric(EvaluationMetric.ROC_AUC, SCORE, RankingMetrics::rocAuc),
          new ScoreMetric(EvaluationMetric.PR_AUC, SCORE, RankingMetrics::averagePrecision),
          confusion(EvaluationMetric.PRECISION, Confusion::precision),
          confusion(EvaluationMetric.RECALL, Confusion::recall),
          confusion(EvaluationMetric.F1, Confusion::f1),
          confusion(EvaluationMetric.BALANCED_ACCURACY, Confusion::balancedAccuracy),
          confusion(EvaluationMetric.MCC, Confusion::mcc),
          new ScoreMetric(EvaluationMetric.LOG_LOSS, PROBABILITY, ProbabilityMetrics::logLoss),
          new ScoreMetric(EvaluationMetric.BRIER, PROBABILITY, ProbabilityMetrics::brier),
          new ScoreMetric(
              EvaluationMetric.BRIER_SKILL, PROBABILITY, ProbabilityMetrics::brierSkill),
          new ScoreMetric(
              EvaluationMetric.ECE,
              PROBABILITY,
              outcomes -> ProbabilityMetrics.expectedCalibrationError(outcomes, CALIBRATION_BINS)));

  private ScoreMetrics() {}

  /** What is measured. */
  enum Of {
    /** The model's raw score, of every prediction. */
    SCORE,
    /** The calibrated probability of a rise, of every decision. */
    PROBABILITY
  }

  /**
   * One metric.
   *
   * @param value empty where it is not defined on these outcomes
   */
  record ScoreMetric(
      EvaluationMetric metric, Of of, Function<ScoredOutcomes, OptionalDouble> value) {}

  /** A metric of saying up for a probability above ½. */
  private static ScoreMetric confusion(
      EvaluationMetric metric, Function<Confusion, OptionalDouble> value) {
    return new ScoreMetric(
        metric, PROBABILITY, outcomes -> value.apply(Confusion.above(0.5, outcomes)));
  }
}
