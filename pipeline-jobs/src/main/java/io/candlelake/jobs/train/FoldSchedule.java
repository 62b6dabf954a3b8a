package io.candlelake.jobs.train;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.market.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * When the models train and what they are tested on. Test blocks follow one another on a calendar
 * grid of {@code train.test-months}, counted from January of year 0: quarters for 3. The first one
 * starts at the first grid point at least {@code train.window-months} after the first feature. It
 * depends on nothing else: more rows add folds and change none.
 */
final class FoldSchedule {
  /** A test block shorter than this says nothing: metrics are resampled by weeks. */
  private static final Duration LEAST_TEST = Duration.ofDays(7);

  private FoldSchedule() {}

  /**
   * The folds whose test blocks have begun.
   *
   * @param first close_time of the first feature row
   * @param last close_time of the last feature row
   * @throws PipelineException when the history is too short for one fold
   */
  static List<Fold> of(Instant first, Instant last, Config.Train train) {
    List<Fold> folds = new ArrayList<>();
    YearMonth start = firstTestMonth(first, train.windowMonths(), train.testMonths());
    while (!instant(start).isAfter(last)) {
      YearMonth end = start.plusMonths(train.testMonths());
      Instant testFrom = instant(start);
      folds.add(
          new Fold(
              folds.size(),
              instant(start.minusMonths(train.windowMonths())),
              testFrom.minus(Duration.ofHours(train.embargoHours())),
              testFrom,
              instant(end)));
      start = end;
    }
    if (folds.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot train",
          "features reach from %s to %s, and the first test block would start at %s, %d months in"
              .formatted(first, last, instant(start), train.windowMonths()),
          "Bring more history or lower train.window-months");
    }
    return List.copyOf(folds);
  }

  /**
   * Checks that a history gives a test block of a week at least.
   *
   * @param candles from the first open time to the last close time
   * @param warmUp for which the first candles give no features
   * @throws PipelineException with the settings that would do, if any
   */
  static void check(TimeRange candles, Duration warmUp, Config.Train train) {
    Instant first = candles.from().plus(warmUp);
    Instant needed = needed(first, train.windowMonths(), train.testMonths());
    if (!needed.isAfter(candles.to())) {
      return;
    }
    OptionalInt window =
        IntStream.iterate(train.windowMonths(), months -> months >= 1, months -> months - 1)
            .filter(months -> !needed(first, months, 1).isAfter(candles.to()))
            .findFirst();
    throw PipelineException.userMistake(
        "Cannot train on so short a history",
        "candles reach from %s to %s, %d days; features take the first %d days to warm up, then train.window-months %d and a test block on the grid of train.test-months %d: candles to %s are needed"
            .formatted(
                day(candles.from()),
                day(candles.to()),
                candles.length().toDays(),
                warmUp.toDays(),
                train.windowMonths(),
                train.testMonths(),
                day(needed)),
        window.isPresent()
            ? "Add history, or use --set train.window-months=%d --set train.test-months=1"
                .formatted(window.getAsInt())
            : "Add history: the shortest settings, train.window-months 1 and train.test-months 1,"
                + " need candles to "
                + day(needed(first, 1, 1))
                + "; or leave out the indicators with the longest warm-up in features.indicators");
  }

  /** When the first test block is a week old. */
  private static Instant needed(Instant first, int windowMonths, int testMonths) {
    return instant(firstTestMonth(first, windowMonths, testMonths)).plus(LEAST_TEST);
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  private static YearMonth firstTestMonth(Instant first, int windowMonths, int testMonths) {
    ZonedDateTime earliest = first.atZone(ZoneOffset.UTC).plusMonths(windowMonths);
    YearMonth month = YearMonth.from(earliest);
    if (instant(month).isBefore(earliest.toInstant())) {
      month = month.plusMonths(1);
    }
    int sinceYearZero = month.getYear() * 12 + month.getMonthValue() - 1;
    int beyondGrid = sinceYearZero % testMonths;
    return beyondGrid == 0 ? month : month.plusMonths(testMonths - beyondGrid);
  }

  private static Instant instant(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
