package io.candlelake.common.indicator.crosssection;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Statistics of one time over pairs, summed in the given order. */
final class CrossSection {
  private CrossSection() {}

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Standard deviation of the population. */
  static double deviation(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }

  /** One value for every pair. */
  static double[] same(int pairs, double value) {
    double[] column = new double[pairs];
    Arrays.fill(column, value);
    return column;
  }

  /** (rank − ½) ÷ count − ½, rank from 1; equal values share the mean of their ranks. */
  static double[] centredRanks(double[] values) {
    int n = values.length;
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[n];
    int start = 0;
    while (start < n) {
      int end = start;
      while (end + 1 < n && values[order[end + 1]] == values[order[start]]) {
        end++;
      }
      double meanRank = (start + end) / 2.0 + 1;
      for (int k = start; k <= end; k++) {
        ranks[order[k]] = (meanRank - 0.5) / n - 0.5;
      }
      start = end + 1;
    }
    return ranks;
  }
}
