package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;

/** Fills at the first open. */
@Registered(name = "market", meaning = "fill at the next open")
public record MarketOrder() implements EntryOrder {
  @Override
  public double limit(int side, double close, double expectedVolatility) {
    return Double.NaN;
  }

  @Override
  public int expiryBars(int holdingBars) {
    return holdingBars;
  }
}
