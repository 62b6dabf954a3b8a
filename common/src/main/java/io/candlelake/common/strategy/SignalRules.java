package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registry;
import java.util.List;

/** Every signal rule there is. A new one is one file, and one line here. */
public final class SignalRules {
  public static final Registry<SignalRule> ALL =
      new Registry<>(
          "signal rule",
          List.of(
              ProbabilityThreshold.class,
              ExpectedReturn.class,
              RankRule.class,
              ConditionRule.class,
              MovingAverageCross.class,
              Breakout.class,
              MeanReversion.class));

  private SignalRules() {}
}
