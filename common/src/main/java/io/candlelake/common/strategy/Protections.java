package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registry;
import java.util.List;

/** Every protection there is. A new one is one file, and one line here. */
public final class Protections {
  public static final Registry<Protection> ALL =
      new Registry<>(
          "protection",
          List.of(CoolDown.class, StopLossGuard.class, DrawdownGuard.class, LowProfitGuard.class));

  private Protections() {}
}
