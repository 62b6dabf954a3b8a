package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registry;
import java.util.List;

/** Every kind of entry order there is. A new one is one file, and one line here. */
public final class EntryOrders {
  public static final Registry<EntryOrder> ALL =
      new Registry<>("entry order", List.of(MarketOrder.class, LimitOrder.class));

  private EntryOrders() {}
}
