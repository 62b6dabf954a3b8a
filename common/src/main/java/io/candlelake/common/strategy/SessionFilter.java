package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.time.DayOfWeek;
import java.util.List;

/** Allows entries decided at certain hours and on certain days, in UTC. */
@Registered(name = "session", meaning = "enter only at certain hours and weekdays, UTC")
public record SessionFilter(
    @Setting(value = "0", min = 0, max = 23, unit = "hour of the day", meaning = "first hour")
        int fromHour,
    @Setting(
            value = "24",
            min = 1,
            max = 24,
            unit = "hour of the day",
            meaning = "end, exclusive; below the first hour, the session goes past midnight")
        int toHour,
    @Setting(
            value = "[monday, tuesday, wednesday, thursday, friday, saturday, sunday]",
            meaning = "days of the decision")
        List<DayOfWeek> days)
    implements EntryFilter {
  private static final long HOUR = 3_600_000_000L;

  /** 1970-01-01 was a Thursday. */
  private static final int DAYS_TO_MONDAY = 3;

  @Override
  public boolean[] allows(PairSeries series, int side) {
    boolean[] allowed = new boolean[series.size()];
    for (int i = 0; i < allowed.length; i++) {
      long hours = Math.floorDiv(series.bars().closeTime()[i], HOUR);
      int hour = (int) Math.floorMod(hours, 24L);
      long day = Math.floorMod(Math.floorDiv(hours, 24L) + DAYS_TO_MONDAY, 7L);
      boolean inside =
          fromHour < toHour ? hour >= fromHour && hour < toHour : hour >= fromHour || hour < toHour;
      allowed[i] = inside && days.contains(DayOfWeek.of((int) day + 1));
    }
    return allowed;
  }
}
