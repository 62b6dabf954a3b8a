package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registry;
import java.util.List;

/** Every entry filter there is. A new one is one file, and one line here. */
public final class EntryFilters {
  public static final Registry<EntryFilter> ALL =
      new Registry<>(
          "entry filter",
          List.of(
              ConditionFilter.class,
              VolatilityBand.class,
              SessionFilter.class,
              MinimumVolume.class,
              CleanCandles.class,
              ModelAgrees.class));

  private EntryFilters() {}
}
