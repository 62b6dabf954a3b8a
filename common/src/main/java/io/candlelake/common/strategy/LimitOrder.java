package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** Waits for a better price than the last close, and lapses where none comes. */
@Registered(
    name = "limit",
    meaning = "fill at a price better than the close, once the market trades through it")
public record LimitOrder(
    @Setting(value = "0.5", min = 0, meaning = "from the close decided on") double distance,
    @Setting(value = "volatilities", meaning = "what distance counts") DistanceUnit unit,
    @Setting(value = "4", min = 1, max = 10000, unit = "bars", meaning = "for which it stands")
        int expiryBars)
    implements EntryOrder {
  @Override
  public double limit(int side, double close, double expectedVolatility) {
    return close * (1 - side * unit.fraction(distance, expectedVolatility));
  }

  @Override
  public int expiryBars(int holdingBars) {
    return Math.min(expiryBars, holdingBars);
  }
}
