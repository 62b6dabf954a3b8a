package io.candlelake.common.config;

import io.candlelake.common.cost.CostModels;
import io.candlelake.common.label.Labels;
import io.candlelake.common.setting.Registries;
import io.candlelake.common.setting.Registry;
import java.util.List;

/** What the configuration can name of this module. */
public final class CommonRegistries implements Registries {
  @Override
  public List<Registry<?>> registries() {
    return List.of(Labels.ALL, CostModels.ALL);
  }
}
