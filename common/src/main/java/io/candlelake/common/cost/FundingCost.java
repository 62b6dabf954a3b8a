package io.candlelake.common.cost;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/**
 * The funding of perpetual futures: at each multiple of its hours since 1970 UTC a position that
 * was open before pays the rate if long and gets it if short; a negative rate turns that round. The
 * rate is constant.
 */
@Registered(name = "funding", meaning = "what long perpetuals pay short ones at fixed hours")
public record FundingCost(
    @Setting(
            value = "0.0001",
            min = -0.05,
            max = 0.05,
            unit = "fraction of the value at entry",
            meaning = "longs pay and shorts get each time")
        double rate,
    @Setting(value = "8", min = 1, max = 24, unit = "hours", meaning = "between two payments")
        int hours)
    implements CostModel {
  private static final long MICROS_PER_HOUR = 3_600_000_000L;

  @Override
  public double holding(int side, long fromMicros, long toMicros) {
    long step = hours * MICROS_PER_HOUR;
    long payments = Math.floorDiv(toMicros, step) - Math.floorDiv(fromMicros, step);
    return side * rate * payments;
  }
}
