package io.candlelake.common.strategy.condition;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.strategy.condition.SlowCondition.Logical;
import io.candlelake.common.strategy.condition.SlowCondition.Truth;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Conditions equal their definition on random candles, and look at no later candle. */
class ConditionEqualsSlowConditionTest {
  private static final int CASES = 600;

  @Test
  void equalsTheDefinitionAtEachCandle() {
    Map<Truth, Integer> counts = new EnumMap<>(Truth.class);
    StringBuilder written = new StringBuilder();
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Map<String, double[]> columns = columns(random, 40 + random.nextInt(20));
      Logical slow = new SlowCondition(random, columns).condition(3);
      Condition condition = Condition.parse(slow.text());
      int size = columns.get("close").length;
      boolean[] met = condition.evaluate(size, columns::get);
      for (int i = 0; i < size; i++) {
        Truth truth = slow.at().apply(i);
        counts.merge(truth, 1, Integer::sum);
        assertThat(met[i])
            .as("case %d, candle %d: %s", seed, i, condition)
            .isEqualTo(truth == Truth.TRUE);
      }
      written.append(slow.text()).append('\n');
    }
    Stream.concat(
            ConditionOperator.ALL.keySet().stream().map(sign -> sign.replace(" ", "")),
            ConditionFunctions.ALL.keySet().stream().map(name -> name + "("))
        .forEach(sign -> assertThat(written.toString().replace(" ", "")).contains(sign));
    assertThat(counts).hasSize(3);
    assertThat(counts.values()).allMatch(count -> count > CASES * 5);
  }

  @Test
  void laterCandlesChangeNothing() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Map<String, double[]> columns = columns(random, 40);
      Condition condition = Condition.parse(new SlowCondition(random, columns).condition(3).text());
      boolean[] whole = condition.evaluate(40, columns::get);
      for (int n : new int[] {0, 1, 2, 7, 20, 39}) {
        boolean[] cut = condition.evaluate(n, name -> Arrays.copyOf(columns.get(name), n));
        assertThat(cut).as("%s", condition).isEqualTo(Arrays.copyOf(whole, n));
      }
    }
  }

  /** Small numbers with many ties and zeros, first values and some later ones unknown. */
  private static Map<String, double[]> columns(Random random, int size) {
    Map<String, double[]> columns = new TreeMap<>();
    for (String name : new String[] {"close", "rsi_14", "v2"}) {
      int warmUp = random.nextInt(8);
      double[] column = new double[size];
      double walk = 4;
      for (int i = 0; i < size; i++) {
        walk += (random.nextInt(3) - 1) * 0.5;
        double odd = random.nextBoolean() ? Double.NaN : Double.POSITIVE_INFINITY;
        column[i] = i < warmUp || random.nextInt(40) == 0 ? odd : walk;
      }
      columns.put(name, column);
    }
    return columns;
  }
}
