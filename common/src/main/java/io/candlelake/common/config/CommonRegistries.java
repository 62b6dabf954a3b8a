package io.candlelake.common.config;

import io.candlelake.common.cost.CostModels;
import io.candlelake.common.label.Labels;
import io.candlelake.common.setting.Registries;
import io.candlelake.common.setting.Registry;
import io.candlelake.common.strategy.EntryFilters;
import io.candlelake.common.strategy.EntryOrders;
import io.candlelake.common.strategy.PositionExits;
import io.candlelake.common.strategy.PositionSizes;
import io.candlelake.common.strategy.Protections;
import io.candlelake.common.strategy.SignalRules;
import java.util.List;

/** What the configuration can name of this module. */
public final class CommonRegistries implements Registries {
  @Override
  public List<Registry<?>> registries() {
    return List.of(
        Labels.ALL,
        CostModels.ALL,
        SignalRules.ALL,
        EntryFilters.ALL,
        PositionSizes.ALL,
        PositionExits.ALL,
        EntryOrders.ALL,
        Protections.ALL);
  }
}
