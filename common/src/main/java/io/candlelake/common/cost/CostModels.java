package io.candlelake.common.cost;

import io.candlelake.common.setting.Registry;
import java.util.List;

/** Every cost there is. A new one is one file, and one line here. */
public final class CostModels {
  public static final Registry<CostModel> ALL =
      new Registry<>(
          "cost",
          List.of(FeeCost.class, SlippageCost.class, BookSlippageCost.class, BorrowCost.class));

  private CostModels() {}

  /** What going in and out at once loses, as a fraction of the value. */
  public static double roundTrip(List<CostModel> costs) {
    return costs.stream().mapToDouble(CostModel::roundTrip).sum();
  }
}
