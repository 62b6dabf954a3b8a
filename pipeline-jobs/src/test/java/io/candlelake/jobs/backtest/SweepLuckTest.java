package io.candlelake.jobs.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Worthless cells look worthless, however good the best of them looks; a good one looks good. */
class SweepLuckTest {
  private static final int CELLS = 100;
  private static final int DAYS = 800;

  private static double[][] noise(long seed) {
    Random random = new Random(seed);
    double[][] returns = new double[CELLS][DAYS];
    for (double[] cell : returns) {
      for (int day = 0; day < DAYS; day++) {
        cell[day] = 0.01 * random.nextGaussian();
      }
    }
    return returns;
  }

  private static SweepLuck luck(double[][] returns) {
    List<String> ids = IntStream.range(0, returns.length).mapToObj(i -> "c" + i).toList();
    return new SweepLuck(ids, returns);
  }

  @Test
  void theBestOfWorthlessCellsIsToldToBeLuck() {
    double overfitting = 0;
    double deflated = 0;
    double walked = 0;
    for (long seed = 0; seed < 12; seed++) {
      Map<String, Double> figures = luck(noise(seed)).figures(8, 6);
      // The best of 100 of 800 days looks like an annual Sharpe ratio above 1.
      assertThat(figures.get("best_sharpe")).isGreaterThan(1);
      assertThat(figures.get("expected_best_of_worthless"))
          .isCloseTo(figures.get("best_sharpe"), within(0.8));
      overfitting += figures.get("pbo") / 12;
      deflated += figures.get("deflated_sharpe") / 12;
      walked += figures.get("walk_forward_sharpe") / 12;
    }
    assertThat(overfitting).isBetween(0.3, 0.7);
    assertThat(deflated).isBetween(0.2, 0.8);
    assertThat(walked).isBetween(-0.5, 0.5);
  }

  @Test
  void aCellWithAnEdgeIsFoundAndNotCalledLuck() {
    double[][] returns = noise(5);
    for (int day = 0; day < DAYS; day++) {
      returns[37][day] += 0.002;
    }
    SweepLuck luck = luck(returns);
    assertThat(luck.bestCell()).isEqualTo("c37");
    Map<String, Double> figures = luck.figures(8, 6);
    assertThat(figures.get("pbo")).isLessThan(0.05);
    assertThat(figures.get("deflated_sharpe")).isGreaterThan(0.9);
    assertThat(figures.get("walk_forward_sharpe")).isGreaterThan(1.5);
  }

  /** Two cells, of which one wins whenever the other loses: what is best in is worst out. */
  @Test
  void cellsThatChangePlacesAreOverfittingAlways() {
    double[][] returns = new double[2][40];
    for (int day = 0; day < 40; day++) {
      double swing = (day < 20 ? 1 : -1) * 0.01;
      double wiggle = day % 2 == 0 ? 0.001 : -0.001;
      returns[0][day] = swing + wiggle;
      returns[1][day] = -swing + wiggle;
    }
    assertThat(luck(returns).figures(2, 4).get("pbo")).isEqualTo(1);
  }

  @Test
  void nothingIsSaidOfCellsThatNeverTraded() {
    SweepLuck luck = luck(new double[3][100]);
    assertThat(luck.bestCell()).isNull();
    assertThat(luck.figures(4, 4)).doesNotContainKey("best_sharpe");
    assertThat(luck(new double[0][]).figures(4, 4)).isEmpty();
  }
}
