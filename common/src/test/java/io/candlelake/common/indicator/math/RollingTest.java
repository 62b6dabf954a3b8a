package io.candlelake.common.indicator.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RollingTest {
  @Property(tries = 60)
  void equalsALoopOverTheWindow(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int window) {
    int from = (int) Math.floorMod(seed, 5L);
    double[] x = values(seed, 150, from);
    double[] y = values(seed + 1, 150, from);
    Moments moments = Moments.of(x, from, window);
    CoMoments pairs = CoMoments.of(x, y, from, window);
    double[] sum = Rolling.sum(x, from, window);
    double[] max = Rolling.max(x, from, window);
    double[] min = Rolling.min(x, from, window);
    for (int t = 0; t < x.length; t++) {
      if (t < from + window - 1) {
        assertThat(new double[] {sum[t], max[t], min[t], moments.mean(t)})
            .containsOnly(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        continue;
      }
      double[] in = Arrays.copyOfRange(x, t - window + 1, t + 1);
      double[] beside = Arrays.copyOfRange(y, t - window + 1, t + 1);
      double mean = Arrays.stream(in).average().orElseThrow();
      assertThat(sum[t]).isCloseTo(Arrays.stream(in).sum(), within(1e-9));
      assertThat(max[t]).isEqualTo(Arrays.stream(in).max().orElseThrow());
      assertThat(min[t]).isEqualTo(Arrays.stream(in).min().orElseThrow());
      assertThat(moments.mean(t)).isCloseTo(mean, within(1e-9));
      assertThat(moments.variance(t)).isCloseTo(central(in, in), within(1e-9));
      if (window > 2) {
        double slope = central(in, beside) / central(in, in);
        assertThat(pairs.slope(t)).isCloseTo(slope, within(1e-8));
      }
    }
  }

  @Test
  void nothingCancelsBesideALargeMean() {
    double[] small = values(3, 500, 0);
    double[] large = Arrays.stream(small).map(value -> 1e9 + value).toArray();
    Moments moments = Moments.of(large, 0, 50);
    for (int t = 49; t < 500; t++) {
      double[] in = Arrays.copyOfRange(small, t - 49, t + 1);
      assertThat(moments.variance(t)).isCloseTo(central(in, in), within(1e-6));
    }
  }

  @Test
  void aWindowOfEqualValuesHasNoSpreadEvenAfterWildOnes() {
    double[] x = new double[300];
    Arrays.fill(x, 0.1);
    x[10] = 1e12;
    Moments moments = Moments.of(x, 0, 20);
    double[] sum = Rolling.sum(x, 0, 20);
    assertThat(moments.variance(25)).isGreaterThan(1);
    for (int t = 40; t < 300; t++) {
      assertThat(moments.variance(t)).isZero();
      assertThat(moments.skewness(t)).isZero();
      assertThat(sum[t]).isCloseTo(2, within(1e-14));
    }
  }

  private static double central(double[] x, double[] y) {
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - meanX) * (y[i] - meanY);
    }
    return sum / x.length;
  }

  private static double[] values(long seed, int n, int unknown) {
    Random random = new Random(seed);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = i < unknown ? Double.NaN : random.nextGaussian();
    }
    return values;
  }
}
