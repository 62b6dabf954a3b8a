package io.candlelake.common.cost;

import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** What is paid for what is sold short. */
@Registered(name = "borrow", meaning = "cost of borrowing what is sold short")
public record BorrowCost(
    @Setting(
            value = "0.0001",
            min = 0,
            max = 0.1,
            unit = "fraction of notional a day",
            meaning = "paid while short")
        double ratePerDay)
    implements CostModel {
  @Override
  public double holding(int side, long fromMicros, long toMicros) {
    double days = (toMicros - fromMicros) / (double) EpochMicros.PER_DAY;
    return side == -1 ? ratePerDay * days : 0;
  }
}
