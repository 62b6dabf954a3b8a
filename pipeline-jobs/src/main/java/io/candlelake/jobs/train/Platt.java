package io.candlelake.jobs.train;

import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;

import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * Platt's calibration: p = 1 ÷ (1 + exp(−(a × logit(score) + b))). Fitted by Newton's method on the
 * log loss against smoothed targets (n₁ + 1) ÷ (n₁ + 2) and 1 ÷ (n₀ + 2), as in Lin, Lin and Weng,
 * "A note on Platt's probabilistic outputs", 2007. Scores are kept {@link #EDGE} from 0 and 1.
 *
 * @param slope a
 * @param intercept b
 * @param rows that it was fitted on
 */
record Platt(double slope, double intercept, long rows) {
  /** Fewer rows calibrate nothing. */
  static final int MIN_ROWS = 1000;

  private static final double EDGE = 1e-6;
  private static final int MAX_STEPS = 100;
  private static final double CONVERGED = 1e-10;
  private static final double SHORTEST_STEP = 1e-10;

  /** Of a loss: what the order of its sum may make of it, with room to spare. */
  private static final double ROUNDING = 1e-12;

  static double logit(double score) {
    double inside = Math.max(EDGE, Math.min(1 - EDGE, score));
    return StrictMath.log(inside / (1 - inside));
  }

  /** The calibrated probability as a column. */
  static Column probability(Column score, Column slope, Column intercept) {
    Column inside = greatest(lit(EDGE), least(lit(1 - EDGE), score));
    Column logit = log(inside.divide(lit(1.0).minus(inside)));
    Column margin = slope.multiply(logit).plus(intercept);
    return lit(1.0).divide(lit(1.0).plus(exp(lit(0.0).minus(margin))));
  }

  /**
   * Fits to the first {@code rows} of parallel arrays; empty for fewer than {@link #MIN_ROWS}, one
   * class only, or scores that are all the same.
   */
  static Optional<Platt> fit(double[] logits, boolean[] rises, int rows) {
    int positives = 0;
    for (int i = 0; i < rows; i++) {
      positives += rises[i] ? 1 : 0;
    }
    int negatives = rows - positives;
    if (rows < MIN_ROWS || positives == 0 || negatives == 0 || constant(logits, rows)) {
      return Optional.empty();
    }
    double high = (positives + 1.0) / (positives + 2.0);
    double low = 1.0 / (negatives + 2.0);
    double a = 0;
    double b = StrictMath.log((positives + 1.0) / (negatives + 1.0));
    double loss = loss(logits, rises, rows, high, low, a, b);
    for (int step = 0; step < MAX_STEPS; step++) {
      double gradientA = 0;
      double gradientB = 0;
      double aa = 0;
      double ab = 0;
      double bb = 0;
      for (int i = 0; i < rows; i++) {
        double p = 1 / (1 + StrictMath.exp(-(a * logits[i] + b)));
        double error = p - (rises[i] ? high : low);
        double weight = p * (1 - p);
        gradientA += error * logits[i];
        gradientB += error;
        aa += weight * logits[i] * logits[i];
        ab += weight * logits[i];
        bb += weight;
      }
      if (Math.max(Math.abs(gradientA), Math.abs(gradientB)) < CONVERGED * rows) {
        break;
      }
      double determinant = aa * bb - ab * ab;
      double stepA = (bb * gradientA - ab * gradientB) / determinant;
      double stepB = (aa * gradientB - ab * gradientA) / determinant;
      double size = 1;
      // Close to the minimum a step gains less than rounding, which must not refuse it.
      double limit = loss + ROUNDING * loss;
      double newLoss = loss(logits, rises, rows, high, low, a - stepA, b - stepB);
      while (newLoss > limit && size > SHORTEST_STEP) {
        size /= 2;
        newLoss = loss(logits, rises, rows, high, low, a - size * stepA, b - size * stepB);
      }
      if (newLoss > limit) {
        break;
      }
      a -= size * stepA;
      b -= size * stepB;
      loss = newLoss;
    }
    return Double.isFinite(a) && Double.isFinite(b)
        ? Optional.of(new Platt(a, b, rows))
        : Optional.empty();
  }

  private static boolean constant(double[] values, int rows) {
    for (int i = 1; i < rows; i++) {
      if (values[i] != values[0]) {
        return false;
      }
    }
    return true;
  }

  /** Σ ln(1 + exp(−m)) + (1 − target) × m, written so that it does not overflow. */
  private static double loss(
      double[] logits, boolean[] rises, int rows, double high, double low, double a, double b) {
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      double margin = a * logits[i] + b;
      double target = rises[i] ? high : low;
      sum +=
          margin >= 0
              ? (1 - target) * margin + StrictMath.log1p(StrictMath.exp(-margin))
              : -target * margin + StrictMath.log1p(StrictMath.exp(margin));
    }
    return sum;
  }
}
