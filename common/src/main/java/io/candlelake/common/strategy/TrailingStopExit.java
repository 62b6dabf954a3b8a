package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/**
 * A stop that follows the best price of the earlier candles at a distance, from a gain on: {@code
 * best × (1 − side × distance)} once {@code side × (best ÷ entry − 1) ≥ activation}.
 */
@Registered(
    name = "trailing-stop",
    meaning = "leave when the price falls a distance from its best since entry")
public record TrailingStopExit(
    @Setting(value = "3", min = 1e-6, meaning = "from the best price of earlier candles")
        double distance,
    @Setting(value = "0", min = 0, meaning = "gain from the entry price from which it works")
        double activation,
    @Setting(value = "volatilities", meaning = "what distance and activation count")
        DistanceUnit unit)
    implements MovingExit {
  @Override
  public boolean isStop() {
    return true;
  }

  @Override
  public Level level(int side, double entryPrice, double expectedVolatility) {
    double from = unit.fraction(activation, expectedVolatility);
    double factor = 1 - side * unit.fraction(distance, expectedVolatility);
    // A comparison with the NaN of no best price is false.
    return (best, age) -> side * (best / entryPrice - 1) >= from ? best * factor : Double.NaN;
  }
}
