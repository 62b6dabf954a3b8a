package io.candlelake.jobs.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How often each score came true: what every measure of scores needs, whatever the number of rows.
 * The arrays are parallel and shared, not copied: never write to them.
 *
 * @param score distinct scores, ascending
 * @param positives outcomes with that score that came true
 * @param negatives outcomes with that score that did not
 */
record ScoredOutcomes(double[] score, long[] positives, long[] negatives) {

  public ScoredOutcomes {
    int n = score.length;
    if (positives.length != n || negatives.length != n) {
      throw new IllegalArgumentException("arrays of different lengths");
    }
    for (int i = 0; i < n; i++) {
      if (Double.isNaN(score[i]) || (i > 0 && score[i] <= score[i - 1])) {
        throw new IllegalArgumentException("score not ascending at " + i + ": " + score[i]);
      }
      if (positives[i] < 0 || negatives[i] < 0 || positives[i] + negatives[i] == 0) {
        throw new IllegalArgumentException("no outcome or a negative count at " + i);
      }
    }
  }

  /** Counts the outcomes of each distinct score, in whatever order they come. */
  static ScoredOutcomes of(double[] scores, boolean[] cameTrue) {
    if (scores.length != cameTrue.length) {
      throw new IllegalArgumentException("arrays of different lengths");
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    Builder builder = new Builder();
    for (int i : order) {
      builder.add(scores[i] + 0.0, cameTrue[i] ? 1 : 0, cameTrue[i] ? 0 : 1);
    }
    return builder.build();
  }

  /** Number of distinct scores. */
  int size() {
    return score.length;
  }

  /** Outcomes with the i-th score. */
  long rowsAt(int i) {
    return positives[i] + negatives[i];
  }

  /** All outcomes. */
  long rows() {
    return positiveRows() + negativeRows();
  }

  /** All outcomes that came true. */
  long positiveRows() {
    return Arrays.stream(positives).sum();
  }

  /** All outcomes that did not. */
  long negativeRows() {
    return Arrays.stream(negatives).sum();
  }

  /** Takes scores in ascending order and joins equal ones. */
  static final class Builder {
    private int size;
    private double[] score = new double[1024];
    private long[] positives = new long[1024];
    private long[] negatives = new long[1024];

    /** Adds outcomes of a score not below the last one added. */
    public void add(double nextScore, long nextPositives, long nextNegatives) {
      if (size > 0 && score[size - 1] == nextScore) {
        positives[size - 1] += nextPositives;
        negatives[size - 1] += nextNegatives;
        return;
      }
      if (size == score.length) {
        resize(size * 2);
      }
      score[size] = nextScore;
      positives[size] = nextPositives;
      negatives[size] = nextNegatives;
      size++;
    }

    public ScoredOutcomes build() {
      resize(size);
      return new ScoredOutcomes(score, positives, negatives);
    }

    private void resize(int length) {
      score = Arrays.copyOf(score, length);
      positives = Arrays.copyOf(positives, length);
      negatives = Arrays.copyOf(negatives, length);
    }
  }
}
