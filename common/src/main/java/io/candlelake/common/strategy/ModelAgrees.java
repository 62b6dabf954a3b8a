package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.Set;

/** Lets a model filter the entries of rules that know no model. */
@Registered(
    name = "model-agrees",
    meaning = "enter only where the model's probability of the side reaches a minimum")
public record ModelAgrees(
    @Setting(
            value = "0.55",
            min = 0,
            max = 1,
            unit = "probability",
            meaning = "least calibrated probability of the side")
        double probability)
    implements EntryFilter {
  @Override
  public boolean[] allows(PairSeries series, int side) {
    double[] rise = series.values(PairSeries.PROBABILITY);
    boolean[] allowed = new boolean[series.size()];
    for (int i = 0; i < allowed.length; i++) {
      allowed[i] = (side == 1 ? rise[i] : 1 - rise[i]) >= probability;
    }
    return allowed;
  }

  @Override
  public Set<String> reads() {
    return Set.of(PairSeries.PROBABILITY);
  }
}
