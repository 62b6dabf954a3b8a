package io.candlelake.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.jobs.evaluate.ShareBootstrap.Interval;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShareBootstrapTest {
  /** NumPy drew 200,000 times; 20,000 draws of our own leave an end uncertain by some 0.001. */
  @Test
  void agreesWithNumpysBootstrapOfTheSameWeeks() {
    for (JsonNode expected : MetricReference.cases("weekly")) {
      double width = expected.get("high").doubleValue() - expected.get("low").doubleValue();
      Interval interval =
          ShareBootstrap.interval(
                  MetricReference.longs(expected.get("right")),
                  MetricReference.longs(expected.get("count")),
                  20_000,
                  17)
              .orElseThrow();
      assertThat(interval.low()).isCloseTo(expected.get("low").doubleValue(), within(0.03 * width));
      assertThat(interval.high())
          .isCloseTo(expected.get("high").doubleValue(), within(0.03 * width));
    }
  }

  /**
   * Whole weeks are right or wrong: rows drawn one by one would give an interval 7 times tighter.
   */
  @Test
  void aWeekThatFallsTogetherCountsOnce() {
    long[] count = new long[100];
    long[] right = new long[100];
    for (int week = 0; week < 100; week++) {
      count[week] = 50;
      right[week] = week % 2 == 0 ? 50 : 0;
    }
    Interval interval = ShareBootstrap.interval(right, count, 2_000, 1).orElseThrow();
    assertThat(interval.high() - interval.low()).isCloseTo(2 * 1.96 * 0.05, within(0.02));
  }

  @Test
  void coversTheTruthNineteenTimesInTwenty() {
    Random random = new Random(5);
    int covered = 0;
    for (int trial = 0; trial < 300; trial++) {
      long[] count = new long[80];
      long[] right = new long[80];
      for (int week = 0; week < 80; week++) {
        count[week] = 1L + random.nextInt(40);
        for (int i = 0; i < count[week]; i++) {
          right[week] += random.nextDouble() < 0.6 ? 1 : 0;
        }
      }
      Interval interval = ShareBootstrap.interval(right, count, 400, trial).orElseThrow();
      covered += interval.low() <= 0.6 && 0.6 <= interval.high() ? 1 : 0;
    }
    assertThat(covered / 300.0).isBetween(0.90, 0.99);
  }

  @Test
  void emptyWeeksChangeNothingAndTheSeedDecidesAll() {
    long[] right = {3, 2, 5, 1, 4, 4};
    long[] count = {5, 5, 6, 3, 4, 9};
    long[] rightWithGaps = {3, 0, 2, 5, 0, 1, 4, 4};
    long[] countWithGaps = {5, 0, 5, 6, 0, 3, 4, 9};
    assertThat(ShareBootstrap.interval(rightWithGaps, countWithGaps, 500, 9))
        .isEqualTo(ShareBootstrap.interval(right, count, 500, 9));
    assertThat(ShareBootstrap.interval(right, count, 500, 10))
        .isNotEqualTo(ShareBootstrap.interval(right, count, 500, 9));
  }

  @Test
  void fourWeeksAreTooFew() {
    assertThat(
            ShareBootstrap.interval(new long[] {1, 1, 1, 1, 0}, new long[] {2, 2, 2, 2, 0}, 9, 1))
        .isEmpty();
    assertThatThrownBy(() -> ShareBootstrap.interval(new long[0], new long[0], 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("resamples must be at least 1: 0");
  }
}
