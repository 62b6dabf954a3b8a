package io.candlelake.jobs.backtest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the best cell of a sweep is worth, from the daily returns of all cells: skill, or the best
 * of many tries. All Sharpe ratios are annualised by √365.
 */
final class SweepLuck {
  private static final double YEAR = Math.sqrt(365);

  private final List<String> ids;
  private final double[][] returns;
  private final int days;

  /**
   * @param returns daily, of equal length, one row a cell
   */
  SweepLuck(List<String> ids, double[][] returns) {
    this.ids = List.copyOf(ids);
    this.returns = returns;
    this.days = returns.length == 0 ? 0 : returns[0].length;
  }

  /** The place of the cell with the highest Sharpe ratio in a range of days; −1 if none has one. */
  private int best(int from, int to) {
    int best = -1;
    double highest = Double.NEGATIVE_INFINITY;
    for (int cell = 0; cell < returns.length; cell++) {
      double sharpe = ReturnMoments.of(returns[cell], from, to).sharpe();
      if (sharpe > highest) {
        highest = sharpe;
        best = cell;
      }
    }
    return best;
  }

  /** The cell of the highest Sharpe ratio; null if none has one. */
  String bestCell() {
    int best = days < 3 ? -1 : best(0, days);
    return best < 0 ? null : ids.get(best);
  }

  /**
   * All figures that are defined.
   *
   * @param overfittingBlocks blocks of {@link #overfitting}
   * @param walkBlocks blocks of {@link #walkForward}
   */
  Map<String, Double> figures(int overfittingBlocks, int walkBlocks) {
    Map<String, Double> figures = new TreeMap<>();
    int best = days < 3 ? -1 : best(0, days);
    if (best >= 0) {
      deflate(best, figures);
    }
    if (returns.length > 1 && days >= 2 * overfittingBlocks) {
      overfitting(overfittingBlocks, figures);
    }
    if (days >= 3 * walkBlocks) {
      walkForward(walkBlocks, figures);
    }
    figures.values().removeIf(value -> !Double.isFinite(value));
    return figures;
  }

  /**
   * The probability that the best cell's true Sharpe ratio is above what the best of as many
   * worthless cells would show, whose ratios spread as those of these cells do (Bailey and López de
   * Prado 2014, "The Deflated Sharpe Ratio").
   */
  private void deflate(int best, Map<String, Double> figures) {
    double[] sharpes = new double[returns.length];
    int known = 0;
    for (double[] cell : returns) {
      double sharpe = ReturnMoments.of(cell, 0, days).sharpe();
      if (!Double.isNaN(sharpe)) {
        sharpes[known++] = sharpe;
      }
    }
    double mean = Arrays.stream(sharpes, 0, known).sum() / known;
    double squares = Arrays.stream(sharpes, 0, known).map(s -> (s - mean) * (s - mean)).sum();
    double spread = known > 1 ? Math.sqrt(squares / (known - 1)) : 0;
    double bar = spread * NormalLaw.expectedBest(known);
    ReturnMoments moments = ReturnMoments.of(returns[best]);
    figures.put("best_sharpe", moments.sharpe() * YEAR);
    figures.put("mean_sharpe", mean * YEAR);
    figures.put("spread_of_sharpes", spread * YEAR);
    figures.put("expected_best_of_worthless", bar * YEAR);
    figures.put("deflated_sharpe", NormalLaw.probabilityAbove(moments, bar));
  }

  /**
   * The probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey,
   * Borwein, López de Prado and Zhu 2017): in how many of all choices of half the blocks the cell
   * that is best there is below the median in the other half; ties count half.
   */
  private void overfitting(int blocks, Map<String, Double> figures) {
    int length = days / blocks;
    double[][] sums = new double[returns.length][blocks];
    double[][] squares = new double[returns.length][blocks];
    for (int cell = 0; cell < returns.length; cell++) {
      for (int i = 0; i < blocks * length; i++) {
        sums[cell][i / length] += returns[cell][i];
        squares[cell][i / length] += returns[cell][i] * returns[cell][i];
      }
    }
    long choices = 0;
    double below = 0;
    double lost = 0;
    double inside = 0;
    double outside = 0;
    for (int choice = 0; choice < 1 << blocks; choice++) {
      if (Integer.bitCount(choice) != blocks / 2) {
        continue;
      }
      double[] in = sharpes(sums, squares, choice, blocks, length);
      double[] out = sharpes(sums, squares, ~choice, blocks, length);
      int best = 0;
      for (int cell = 1; cell < in.length; cell++) {
        best = in[cell] > in[best] ? cell : best;
      }
      double rank = 0;
      for (double each : out) {
        rank += each < out[best] ? 1 : each == out[best] ? 0.5 : 0;
      }
      double relative = rank / out.length;
      choices++;
      below += relative < 0.5 ? 1 : relative == 0.5 ? 0.5 : 0;
      lost += out[best] < 0 ? 1 : 0;
      inside += in[best];
      outside += out[best];
    }
    figures.put("pbo", below / choices);
    figures.put("pbo_probability_of_loss", lost / choices);
    figures.put("pbo_sharpe_in_sample", inside / choices * YEAR);
    figures.put("pbo_sharpe_out_of_sample", outside / choices * YEAR);
  }

  /** Daily Sharpe ratios over the chosen blocks; 0 for a cell that never moved. */
  private static double[] sharpes(
      double[][] sums, double[][] squares, int choice, int blocks, int length) {
    int n = blocks / 2 * length;
    double[] sharpes = new double[sums.length];
    for (int cell = 0; cell < sums.length; cell++) {
      double sum = 0;
      double square = 0;
      for (int block = 0; block < blocks; block++) {
        if ((choice >> block & 1) == 1) {
          sum += sums[cell][block];
          square += squares[cell][block];
        }
      }
      double mean = sum / n;
      double variance = (square - n * mean * mean) / (n - 1);
      sharpes[cell] = variance > 1e-18 ? mean / Math.sqrt(variance) : 0;
    }
    return sharpes;
  }

  /** The best cell of all days before a block, applied to it, block after block. */
  private void walkForward(int blocks, Map<String, Double> figures) {
    List<Double> out = new ArrayList<>();
    double inside = 0;
    int chosen = 0;
    for (int block = 1; block < blocks; block++) {
      int from = (int) ((long) days * block / blocks);
      int to = (int) ((long) days * (block + 1) / blocks);
      int best = best(0, from);
      if (best >= 0) {
        inside += ReturnMoments.of(returns[best], 0, from).sharpe();
        chosen++;
      }
      for (int day = from; day < to; day++) {
        out.add(best < 0 ? 0.0 : returns[best][day]);
      }
    }
    double[] stitched = out.stream().mapToDouble(Double::doubleValue).toArray();
    double growth = 1;
    for (double each : stitched) {
      growth *= 1 + each;
    }
    figures.put("walk_forward_sharpe_in_sample", inside / chosen * YEAR);
    figures.put(
        "walk_forward_sharpe", ReturnMoments.of(stitched, 0, stitched.length).sharpe() * YEAR);
    figures.put("walk_forward_return", growth - 1);
  }
}
