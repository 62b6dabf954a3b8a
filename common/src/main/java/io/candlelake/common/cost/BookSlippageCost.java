package io.candlelake.common.cost;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/**
 * Slippage by the order books of the last day before the fill: the figure of the smallest of 1,000,
 * 10,000 and 100,000 of the quote asset that covers the fill. Beyond the largest it is that of the
 * largest, which is too little. A size for which the books were too thin counts as the worst of the
 * smaller sizes and of the fallback.
 */
@Registered(
    name = "book-slippage",
    meaning =
        "slippage by silver.book_statistics of the last day before the fill and the fill's size")
public record BookSlippageCost(
    @Setting(
            value = "5",
            min = 0,
            max = 1000,
            unit = "basis points",
            meaning = "where the order books say nothing")
        double fallbackBps)
    implements CostModel {
  private static final double BASIS_POINTS = 1e4;
  private static final double[] SIZES = {1e3, 1e4};

  @Override
  public double slippage(Fill fill, double notional) {
    double fallback = fallbackBps / BASIS_POINTS;
    if (fill.bookCostsBps().isEmpty()) {
      return fallback;
    }
    double worst = 0;
    double rate = fallback;
    for (int i = 0; i <= size(notional); i++) {
      Double cost = fill.bookCostsBps().get(i);
      rate = cost == null ? Math.max(worst, fallback) : cost / BASIS_POINTS;
      worst = Math.max(worst, rate);
    }
    return rate;
  }

  private static int size(double notional) {
    int size = 0;
    while (size < SIZES.length && notional > SIZES[size]) {
      size++;
    }
    return size;
  }

  @Override
  public boolean needsBooks() {
    return true;
  }
}
