package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/**
 * The same volatility for every position: target ÷ (volatility of a candle × √ candles a year), so
 * that size is inverse to volatility.
 */
@Registered(
    name = "volatility-target",
    meaning = "inverse to volatility: the same volatility a year for every position")
public record VolatilityTarget(
    @Setting(
            value = "0.1",
            min = 1e-6,
            max = 100,
            unit = "fraction of equity, a year",
            meaning = "volatility that one position gives the equity")
        double annual,
    @Setting(value = "0.25", min = 0.0001, max = 1, unit = "fraction of equity", meaning = "cap")
        double maximum)
    implements PositionSize {
  @Override
  public double fraction(Entry entry) {
    return Math.min(maximum, annual / (entry.barVolatility() * Math.sqrt(entry.barsPerYear())));
  }
}
