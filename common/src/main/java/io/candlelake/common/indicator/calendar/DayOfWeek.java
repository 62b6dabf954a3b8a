package io.candlelake.common.indicator.calendar;

import static io.candlelake.common.indicator.Parameter.bars;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.market.EpochMicros;

/**
 * Time of the week in UTC at the candle's close, on a circle that starts on Monday 00:00: sine and
 * cosine of 2π × the part of the week gone. No warm-up.
 */
public final class DayOfWeek implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
            "day_of_week", "sin, cos of 2 pi (close_time since Monday) / week", "definition")
        .withOutputs("week_sin", "week_cos");
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return 0;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    // 1970-01-01 was a Thursday, three days into the week.
    return Calendar.circle(bars.closeTime(), 7 * EpochMicros.PER_DAY, 3 * EpochMicros.PER_DAY);
  }
}
