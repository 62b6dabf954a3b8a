package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import io.candlelake.common.strategy.condition.Condition;

/** Allows entries where enough was traded lately. */
@Registered(
    name = "minimum-volume",
    meaning = "enter only where the mean traded value reaches a minimum")
public record MinimumVolume(
    @Setting(
            value = "10000",
            min = 0,
            unit = "quote asset a candle",
            meaning = "least mean of close × volume")
        double quoteVolume,
    @Setting(value = "24", min = 1, max = 10000, unit = "bars", meaning = "of the mean") int bars)
    implements EntryFilter {
  @Override
  public boolean[] allows(PairSeries series, int side) {
    return Condition.parse("sma(close * volume, %d) >= %s".formatted(bars, plain()))
        .evaluate(series.size(), series::values);
  }

  private String plain() {
    return java.math.BigDecimal.valueOf(quoteVolume).toPlainString();
  }
}
