package io.candlelake.common.indicator.calendar;

import static io.candlelake.common.indicator.Parameter.bars;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.market.EpochMicros;

/**
 * Time of the day in UTC at the candle's close, on a circle: sine and cosine of 2π × the part of
 * the day gone. No warm-up.
 */
public final class HourOfDay implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
            "hour_of_day", "sin, cos of 2 pi (close_time mod day) / day", "definition")
        .withOutputs("hour_sin", "hour_cos");
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return 0;
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    return Calendar.circle(bars.closeTime(), EpochMicros.PER_DAY, 0);
  }
}
