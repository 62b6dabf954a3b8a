package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registry;
import java.util.List;

/** Every way to size a position there is. A new one is one file, and one line here. */
public final class PositionSizes {
  public static final Registry<PositionSize> ALL =
      new Registry<>(
          "position size",
          List.of(
              FixedFraction.class, EqualRisk.class, VolatilityTarget.class, FractionalKelly.class));

  private PositionSizes() {}
}
