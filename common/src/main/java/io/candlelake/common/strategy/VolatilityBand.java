package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** Allows entries while the volatility of a candle lies in a band. */
@Registered(
    name = "volatility-band",
    meaning = "enter only while volatility lies between two values")
public record VolatilityBand(
    @Setting(value = "0", min = 0, unit = "fraction a candle", meaning = "least volatility")
        double minimum,
    @Setting(value = "1", min = 0, unit = "fraction a candle", meaning = "greatest volatility")
        double maximum)
    implements EntryFilter {
  public VolatilityBand {
    if (minimum > maximum) {
      throw new IllegalArgumentException(
          "minimum " + minimum + " is above maximum " + maximum + ", exchange them");
    }
  }

  @Override
  public boolean[] allows(PairSeries series, int side) {
    boolean[] allowed = new boolean[series.size()];
    for (int i = 0; i < allowed.length; i++) {
      double volatility = series.volatility()[i];
      allowed[i] = volatility >= minimum && volatility <= maximum;
    }
    return allowed;
  }
}
