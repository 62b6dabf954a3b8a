package io.candlelake.jobs.train;

import java.io.Serializable;
import java.time.Instant;

/**
 * One step of the walk-forward.
 *
 * @param index from 0, in time
 * @param trainFrom close_time of the first training candle, inclusive
 * @param trainTo training labels, and those that calibrate, are known by then: the embargo before
 *     {@code testFrom}
 * @param testFrom close_time of the first candle predicted, inclusive
 * @param testTo end of the test block, exclusive
 */
record Fold(int index, Instant trainFrom, Instant trainTo, Instant testFrom, Instant testTo)
    implements Serializable {

  Fold {
    boolean ordered =
        index >= 0
            && trainFrom.isBefore(trainTo)
            && !testFrom.isBefore(trainTo)
            && testFrom.isBefore(testTo);
    if (!ordered) {
      throw new IllegalArgumentException(
          "fold %d trains on [%s, %s) and tests on [%s, %s)"
              .formatted(index, trainFrom, trainTo, testFrom, testTo));
    }
  }
}
