package io.candlelake.jobs.evaluate;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * The 95% interval of a share whose rows come in clusters that stand or fall together, such as all
 * signals of a calendar week: whole clusters are drawn with replacement, as many as there are, and
 * the share Σ right ÷ Σ count of each draw is kept (cluster bootstrap, percentile method; Efron and
 * Tibshirani 1993, chapters 8 and 13).
 */
final class ShareBootstrap {
  /** With fewer clusters than this the draws say nothing and the interval is undefined. */
  static final int MIN_CLUSTERS = 5;

  private ShareBootstrap() {}

  /** Lower and upper end of a 95% interval. */
  record Interval(double low, double high) {}

  /**
   * The interval between the 2.5th and the 97.5th percentile of the draws, linearly interpolated
   * between order statistics.
   *
   * @param right rows that are right, one entry a cluster
   * @param count rows, likewise; clusters without rows are left out
   * @param seed of {@link Random}, whose sequence the Java language fixes for all machines
   */
  static Optional<Interval> interval(long[] right, long[] count, int resamples, long seed) {
    if (right.length != count.length) {
      throw new IllegalArgumentException("arrays of different lengths");
    }
    if (resamples < 1) {
      throw new IllegalArgumentException("resamples must be at least 1: " + resamples);
    }
    int[] clusters = nonEmpty(count);
    if (clusters.length < MIN_CLUSTERS) {
      return Optional.empty();
    }
    Random random = new Random(seed);
    double[] shares = new double[resamples];
    for (int draw = 0; draw < resamples; draw++) {
      long drawnRight = 0;
      long drawnCount = 0;
      for (int i = 0; i < clusters.length; i++) {
        int cluster = clusters[random.nextInt(clusters.length)];
        drawnRight += right[cluster];
        drawnCount += count[cluster];
      }
      shares[draw] = (double) drawnRight / drawnCount;
    }
    Arrays.sort(shares);
    return Optional.of(new Interval(percentile(shares, 0.025), percentile(shares, 0.975)));
  }

  private static int[] nonEmpty(long[] count) {
    int[] indices = new int[count.length];
    int n = 0;
    for (int i = 0; i < count.length; i++) {
      if (count[i] > 0) {
        indices[n++] = i;
      }
    }
    return Arrays.copyOf(indices, n);
  }

  private static double percentile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
