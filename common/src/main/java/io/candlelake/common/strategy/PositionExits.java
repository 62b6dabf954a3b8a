package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registry;
import java.util.List;

/** Every exit there is. A new one is one file, and one line here. */
public final class PositionExits {
  public static final Registry<PositionExit> ALL =
      new Registry<>(
          "exit",
          List.of(
              StopExit.class,
              TargetExit.class,
              TrailingStopExit.class,
              BreakEvenExit.class,
              MinimalReturnExit.class,
              TimeExit.class,
              OppositeSignalExit.class,
              ConditionExit.class));

  private PositionExits() {}
}
