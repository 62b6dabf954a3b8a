package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** Forbids entries on and right after a candle with a quality flag. */
@Registered(
    name = "clean-candles",
    meaning = "enter only where the last candles have no quality flag")
public record CleanCandles(
    @Setting(
            value = "2",
            min = 1,
            max = 10000,
            unit = "bars",
            meaning = "without a flag, the one decided on among them")
        int bars)
    implements EntryFilter {
  @Override
  public boolean[] allows(PairSeries series, int side) {
    boolean[] allowed = new boolean[series.size()];
    int clean = bars;
    for (int i = 0; i < allowed.length; i++) {
      clean = series.flagged()[i] ? 0 : clean + 1;
      allowed[i] = clean >= bars;
    }
    return allowed;
  }
}
