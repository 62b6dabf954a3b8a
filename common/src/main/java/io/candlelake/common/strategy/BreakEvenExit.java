package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/**
 * A stop at or above the entry price from a gain on: {@code entry × (1 + side × gain)} once {@code
 * side × (best ÷ entry − 1) ≥ activation}, best being that of the earlier candles.
 */
@Registered(
    name = "break-even",
    meaning = "move the stop to the entry price once the gain reaches a threshold")
public record BreakEvenExit(
    @Setting(value = "2", min = 1e-6, meaning = "gain from the entry price from which it works")
        double activation,
    @Setting(value = "0", min = 0, meaning = "gain that the stop then keeps") double gain,
    @Setting(value = "volatilities", meaning = "what activation and gain count") DistanceUnit unit)
    implements MovingExit {
  @Override
  public boolean isStop() {
    return true;
  }

  @Override
  public Level level(int side, double entryPrice, double expectedVolatility) {
    double from = unit.fraction(activation, expectedVolatility);
    double kept = entryPrice * (1 + side * unit.fraction(gain, expectedVolatility));
    // A comparison with the NaN of no best price is false.
    return (best, age) -> side * (best / entryPrice - 1) >= from ? kept : Double.NaN;
  }
}
