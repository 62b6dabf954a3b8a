package io.candlelake.jobs.backtest;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Interval;
import java.io.Serializable;
import java.time.Instant;

/**
 * What time a backtest covers.
 *
 * @param start the first decision that could have been taken: equity starts on its UTC day
 * @param lastDecision the last one; equity ends on its day or that of the last exit, if later
 * @param dataEnd close_time of the last candle of any pair: what is open then is closed
 */
record BacktestPeriod(Interval interval, Instant start, Instant lastDecision, Instant dataEnd)
    implements Serializable {
  BacktestPeriod {
    requireNonNull(interval, "interval is null");
    if (start.isAfter(lastDecision) || lastDecision.isAfter(dataEnd)) {
      throw new IllegalArgumentException(
          "not in order: " + start + ", " + lastDecision + ", " + dataEnd);
    }
  }
}
