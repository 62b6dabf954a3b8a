package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.Map;
import java.util.TreeMap;

/**
 * A target that changes with the age of the position: {@code entry × (1 + side × r)}, r that of the
 * greatest age in the table that is not above the position's.
 */
@Registered(
    name = "minimal-return",
    meaning = "leave at a gain that depends on how long the position has been held")
public record MinimalReturnExit(
    @Setting(
            value = "{0: 0.04, 24: 0.02, 72: 0}",
            min = -1,
            max = 100,
            unit = "by age in bars, fraction of the entry price",
            meaning = "gain at which to leave from that age on")
        Map<String, Double> table)
    implements MovingExit {
  public MinimalReturnExit {
    table = Map.copyOf(table);
    if (table.isEmpty()) {
      throw new IllegalArgumentException("the table is empty, give at least one age, {0: 0.04}");
    }
    for (String age : table.keySet()) {
      if (!age.matches("\\d{1,7}")) {
        throw new IllegalArgumentException(
            "the age '" + age + "' is no whole number of bars, write {0: 0.04, 24: 0.02}");
      }
    }
  }

  @Override
  public boolean isStop() {
    return false;
  }

  @Override
  public Level level(int side, double entryPrice, double expectedVolatility) {
    TreeMap<Integer, Double> byAge = new TreeMap<>();
    table.forEach((age, gain) -> byAge.put(Integer.parseInt(age), entryPrice * (1 + side * gain)));
    int[] ages = byAge.keySet().stream().mapToInt(Integer::intValue).toArray();
    double[] prices = byAge.values().stream().mapToDouble(Double::doubleValue).toArray();
    return (best, age) -> {
      int due = ages.length - 1;
      while (due >= 0 && ages[due] > age) {
        due--;
      }
      return due < 0 ? Double.NaN : prices[due];
    };
  }
}
