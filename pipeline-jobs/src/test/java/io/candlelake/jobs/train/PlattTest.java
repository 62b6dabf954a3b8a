package io.candlelake.jobs.train;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.testing.LocalSpark;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PlattTest {
  private static final int N = 2000;

  /**
   * scikit-learn 1.9.1, LogisticRegression(penalty=None, tol=1e-12, solver="newton-cholesky") on
   * the logit, each row twice, weighted by its smoothed target and the rest.
   */
  @Test
  void agreesWithScikitLearn() {
    double[] logits = new double[N];
    boolean[] rises = new boolean[N];
    for (int i = 0; i < N; i++) {
      double score = 0.2 + 0.6 * (((long) i * 7919) % N) / N;
      logits[i] = Platt.logit(score);
      rises[i] = (((long) i * 104729) % 9973) / 9973.0 < 0.3 + 0.4 * score;
    }
    Platt platt = Platt.fit(logits, rises, N).orElseThrow();
    assertThat(platt.slope()).isCloseTo(0.3623139313404927, within(1e-8));
    assertThat(platt.intercept()).isCloseTo(0.012472731748601114, within(1e-8));
    assertThat(platt.rows()).isEqualTo(N);
  }

  @Test
  void tooFewRowsOneClassOrOneScoreCalibrateNothing() {
    double[] logits = new double[N];
    boolean[] rises = new boolean[N];
    Arrays.setAll(logits, i -> i / 1000.0);
    for (int i = 0; i < N; i += 2) {
      rises[i] = true;
    }
    assertThat(Platt.fit(logits, rises, Platt.MIN_ROWS)).isPresent();
    assertThat(Platt.fit(logits, rises, Platt.MIN_ROWS - 1)).isEmpty();
    assertThat(Platt.fit(logits, new boolean[N], N)).isEmpty();
    assertThat(Platt.fit(new double[N], rises, N)).isEmpty();
  }

  @Test
  void perfectlySeparatedScoresStayFinite() {
    double[] logits = new double[N];
    boolean[] rises = new boolean[N];
    for (int i = 0; i < N; i++) {
      rises[i] = i % 2 == 0;
      logits[i] = rises[i] ? 3 : -3;
    }
    Platt platt = Platt.fit(logits, rises, N).orElseThrow();
    // Smoothing: the probability of the upper side is 1001 / 1002.
    double p = 1 / (1 + Math.exp(-(platt.slope() * 3 + platt.intercept())));
    assertThat(p).isCloseTo(1001.0 / 1002.0, within(1e-9));
  }

  @Test
  void theColumnSaysTheFormula() {
    double p =
        LocalSpark.session()
            .range(1)
            .select(Platt.probability(lit(0.7), lit(0.5), lit(-0.1)))
            .head()
            .getDouble(0);
    assertThat(p).isEqualTo(1 / (1 + StrictMath.exp(-(0.5 * Platt.logit(0.7) - 0.1))));
    double edge =
        LocalSpark.session()
            .range(1)
            .select(Platt.probability(lit(1.0), lit(1.0), lit(0.0)))
            .head()
            .getDouble(0);
    assertThat(edge).isCloseTo(1 - 1e-6, within(1e-12));
  }
}
