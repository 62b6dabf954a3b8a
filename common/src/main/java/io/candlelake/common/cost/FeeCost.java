package io.candlelake.common.cost;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** The exchange's fee, the same for every fill. */
@Registered(name = "fee", meaning = "fee of each fill")
public record FeeCost(
    @Setting(
            value = "0.001",
            min = 0,
            max = 0.1,
            unit = "fraction of notional",
            meaning = "paid at each fill")
        double rate)
    implements CostModel {
  @Override
  public double fee(Fill fill) {
    return rate;
  }
}
