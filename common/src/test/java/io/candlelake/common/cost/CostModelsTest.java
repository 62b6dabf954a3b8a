package io.candlelake.common.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.testing.RandomSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CostModelsTest {
  @Property(tries = 100, seed = "17")
  void everyCostIsAFractionAndNeverNegative(@ForAll long seed) {
    Random random = new Random(seed);
    List<Double> books = Arrays.asList(3.0, random.nextBoolean() ? null : 9.0, null);
    for (Class<? extends CostModel> type : CostModels.ALL.all()) {
      CostModel cost = RandomSettings.of(type, random);
      for (int side : new int[] {1, -1}) {
        for (boolean entry : new boolean[] {true, false}) {
          Fill fill = new Fill("x", "A-USDT", side, entry, 0, 100, books);
          double notional = Math.pow(10, 6 * random.nextDouble());
          assertThat(cost.fee(fill)).as(type.getName()).isBetween(0.0, 1.0);
          assertThat(cost.slippage(fill, notional)).as(type.getName()).isBetween(0.0, 1.0);
          assertThat(cost.holdingPerDay(side)).as(type.getName()).isBetween(0.0, 1.0);
        }
      }
    }
  }

  @Test
  void aRoundTripPaysFeeAndSlippageTwiceAndHoldsForNoTime() {
    List<CostModel> costs =
        List.of(
            new FeeCost(0.001), new SlippageCost(5), new BookSlippageCost(10), new BorrowCost(1));
    // By hand: 2 x (10 + 5 + 10) basis points.
    assertThat(CostModels.roundTrip(costs)).isCloseTo(0.005, within(1e-15));
    assertThat(CostModels.roundTrip(List.of())).isZero();
  }

  @Test
  void onlySlippageByBooksNeedsBooks() {
    assertThat(CostModels.needBooks(List.of(new FeeCost(0), new SlippageCost(0)))).isFalse();
    assertThat(CostModels.needBooks(List.of(new FeeCost(0), new BookSlippageCost(0)))).isTrue();
  }
}
