package io.candlelake.common.cost;

import io.candlelake.common.setting.Registry;
import java.util.List;

/** Every cost there is. A new one is one file, and one line here. */
public final class CostModels {
  public static final Registry<CostModel> ALL =
      new Registry<>(
          "cost",
          List.of(
              FeeCost.class,
              SlippageCost.class,
              BookSlippageCost.class,
              BorrowCost.class,
              FundingCost.class));

  private CostModels() {}

  /** Whether any of the costs uses order books. */
  public static boolean needBooks(List<CostModel> costs) {
    return costs.stream().anyMatch(CostModel::needsBooks);
  }

  /**
   * The fraction of its value that a long position loses if it is opened and closed at once, where
   * no order books are known.
   */
  public static double roundTrip(List<CostModel> costs) {
    return rate(costs, true) + rate(costs, false);
  }

  private static double rate(List<CostModel> costs, boolean entry) {
    Fill fill = new Fill("", "", 1, entry, 0, 1, List.of());
    double rate = 0;
    for (CostModel cost : costs) {
      rate += cost.fee(fill) + cost.slippage(fill, fill.price());
    }
    return rate;
  }
}
