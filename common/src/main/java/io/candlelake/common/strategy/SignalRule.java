package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registry;
import java.io.Serializable;
import java.util.Set;

/** Decides at the close of each candle of a pair whether to enter, and on which side. */
public interface SignalRule extends Serializable {
  /** The name in the configuration and in {@code gold.signals}. */
  default String name() {
    return Registry.nameOf(this);
  }

  /**
   * For each candle 1 to enter long, −1 short, 0 to abstain; what it says of a candle depends on
   * nothing later. It abstains where a value that it needs is unknown.
   */
  int[] sides(PairSeries series);

  /** Names of what it reads beside candles: features, {@code probability}, ranks. */
  default Set<String> reads() {
    return Set.of();
  }
}
