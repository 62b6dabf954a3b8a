package io.candlelake.common.cost;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** Slippage that is the same for every fill, half the spread with it. */
@Registered(
    name = "slippage",
    meaning = "fixed slippage of each fill against its reference price, half the spread with it")
public record SlippageCost(
    @Setting(value = "5", min = 0, max = 1000, unit = "basis points", meaning = "of each fill")
        double bps)
    implements CostModel {
  private static final double BASIS_POINTS = 1e4;

  @Override
  public double slippage(Fill fill, double notional) {
    return bps / BASIS_POINTS;
  }
}
