package io.candlelake.jobs.train;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * When the models train and what they are tested on. Test blocks follow one another on a calendar
 * grid of {@code train.test-months}, counted from January of year 0: quarters for 3. The first one
 * starts at the first grid point at least {@code train.window-months} after the first feature. It
 * depends on nothing else: more rows add folds and change none.
 */
final class FoldSchedule {
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
    YearMonth start = firstTestMonth(first, train);
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

  private static YearMonth firstTestMonth(Instant first, Config.Train train) {
    ZonedDateTime earliest = first.atZone(ZoneOffset.UTC).plusMonths(train.windowMonths());
    YearMonth month = YearMonth.from(earliest);
    if (instant(month).isBefore(earliest.toInstant())) {
      month = month.plusMonths(1);
    }
    int sinceYearZero = month.getYear() * 12 + month.getMonthValue() - 1;
    int beyondGrid = sinceYearZero % train.testMonths();
    return beyondGrid == 0 ? month : month.plusMonths(train.testMonths() - beyondGrid);
  }

  private static Instant instant(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
