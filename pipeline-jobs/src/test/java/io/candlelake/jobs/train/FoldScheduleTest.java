package io.candlelake.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.market.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FoldScheduleTest {
  private static final Instant FIRST = Instant.parse("2018-02-15T00:00:00Z");

  @Test
  void quartersFollowThirtyMonthsOfHistory() {
    List<Fold> folds =
        FoldSchedule.of(FIRST, Instant.parse("2025-07-01T00:00:00Z"), train(30, 3, 24));
    // By hand: 30 months after 2018-02-15 is 2020-08-15; the next quarter starts in October.
    assertThat(folds.get(0))
        .isEqualTo(
            new Fold(
                0,
                Instant.parse("2018-04-01T00:00:00Z"),
                Instant.parse("2020-09-30T00:00:00Z"),
                Instant.parse("2020-10-01T00:00:00Z"),
                Instant.parse("2021-01-01T00:00:00Z")));
    // 2020-10 to 2025-06 are 19 quarters; the candle that closes on 07-01 opens the twentieth.
    assertThat(folds).hasSize(20);
    assertThat(folds.get(19).testFrom()).isEqualTo(Instant.parse("2025-07-01T00:00:00Z"));
  }

  @Test
  void aFirstFeatureOnTheGridNeedsNoWait() {
    Instant first = Instant.parse("2018-01-01T00:00:00Z");
    List<Fold> folds = FoldSchedule.of(first, first.plus(Duration.ofDays(100)), train(3, 3, 0));
    assertThat(folds.get(0).testFrom()).isEqualTo(Instant.parse("2018-04-01T00:00:00Z"));
    assertThat(folds.get(0).trainTo()).isEqualTo(folds.get(0).testFrom());
  }

  @Property(tries = 200, seed = "17")
  void testBlocksTileTimeAndTrainingEndsBeforeThem(
      @ForAll @IntRange(min = 0, max = 3000) int startDay,
      @ForAll @IntRange(min = 1, max = 40) int window,
      @ForAll @IntRange(min = 1, max = 12) int test,
      @ForAll @IntRange(min = 0, max = 200) int embargo) {
    Instant first = FIRST.plus(Duration.ofDays(startDay));
    List<Fold> folds =
        FoldSchedule.of(first, first.plus(Duration.ofDays(4000)), train(window, test, embargo));
    for (int i = 0; i < folds.size(); i++) {
      Fold fold = folds.get(i);
      assertThat(fold.index()).isEqualTo(i);
      assertThat(fold.trainFrom()).isAfterOrEqualTo(first);
      assertThat(fold.trainTo()).isEqualTo(fold.testFrom().minus(Duration.ofHours(embargo)));
      if (i > 0) {
        assertThat(fold.testFrom()).isEqualTo(folds.get(i - 1).testTo());
      }
    }
  }

  @Property(tries = 200, seed = "17")
  void moreMonthsNeverChangeEarlierFolds(
      @ForAll @IntRange(min = 1300, max = 3000) int days,
      @ForAll @IntRange(min = 0, max = 900) int more,
      @ForAll @IntRange(min = 1, max = 12) int test) {
    Config.Train train = train(30, test, 24);
    List<Fold> before = FoldSchedule.of(FIRST, FIRST.plus(Duration.ofDays(days)), train);
    List<Fold> after = FoldSchedule.of(FIRST, FIRST.plus(Duration.ofDays(days + more)), train);
    assertThat(after).startsWith(before.toArray(Fold[]::new));
  }

  @Test
  void tooLittleHistoryIsToldWithTheRemedy() {
    assertThatThrownBy(
            () -> FoldSchedule.of(FIRST, Instant.parse("2019-01-01T00:00:00Z"), train(30, 3, 24)))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot train: features reach from 2018-02-15T00:00:00Z to 2019-01-01T00:00:00Z, and"
                + " the first test block would start at 2020-10-01T00:00:00Z, 30 months in. Bring"
                + " more history or lower train.window-months.");
  }

  @Test
  void aFoldThatTrainsIntoItsTestIsOurBug() {
    Instant test = Instant.parse("2020-10-01T00:00:00Z");
    assertThatThrownBy(() -> new Fold(0, FIRST, test.plusSeconds(1), test, test.plusSeconds(9)))
        .hasMessage(
            "fold 0 trains on [2018-02-15T00:00:00Z, 2020-10-01T00:00:01Z) and tests on"
                + " [2020-10-01T00:00:00Z, 2020-10-01T00:00:09Z)");
  }

  @Test
  void aShortHistoryIsSaidWithTheSettingsThatFit() {
    Duration warmUp = Duration.ofDays(30);
    TimeRange year = days("2024-01-01", 366);
    FoldSchedule.check(year, warmUp, train(6, 3, 24));
    // By hand: features from 01-31, 30 months later 2026-07-31, the next quarter is October.
    assertThatThrownBy(() -> FoldSchedule.check(year, warmUp, train(30, 3, 24)))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot train on so short a history: candles reach from 2024-01-01 to 2025-01-01, 366"
                + " days; features take the first 30 days to warm up, then train.window-months 30"
                + " and a test block on the grid of train.test-months 3: candles to 2026-10-08 are"
                + " needed. Add history, or use --set train.window-months=10 --set"
                + " train.test-months=1.");
    FoldSchedule.check(year, warmUp, train(10, 1, 24));
    assertThatThrownBy(() -> FoldSchedule.check(days("2024-01-01", 60), warmUp, train(1, 1, 24)))
        .isInstanceOf(PipelineException.class)
        .hasMessageEndingWith(
            "Add history: the shortest settings, train.window-months 1 and train.test-months 1, need"
                + " candles to 2024-03-08; or leave out the indicators with the longest warm-up in"
                + " features.indicators.");
    FoldSchedule.check(days("2024-01-01", 67), warmUp, train(1, 1, 24));
  }

  private static TimeRange days(String from, int days) {
    Instant start = Instant.parse(from + "T00:00:00Z");
    return new TimeRange(start, start.plus(Duration.ofDays(days)));
  }

  private static Config.Train train(int windowMonths, int testMonths, int embargoHours) {
    return ConfigReader.read(
            Optional.empty(),
            Map.of(
                "train.window-months", "" + windowMonths,
                "train.test-months", "" + testMonths,
                "train.embargo-hours", "" + embargoHours))
        .train();
  }
}
