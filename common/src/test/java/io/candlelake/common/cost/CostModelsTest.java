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
  void everyCostIsAFractionAndOnlyHoldingMayEarn(@ForAll long seed) {
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
          long day = 86_400_000_000L;
          assertThat(cost.holding(side, 7, 7 + day)).as(type.getName()).isBetween(-2.0, 2.0);
          double whole = cost.holding(side, 7, 7 + 9 * day);
          double parts =
              cost.holding(side, 7, 7 + 4 * day) + cost.holding(side, 7 + 4 * day, 7 + 9 * day);
          assertThat(parts).as(type.getName()).isCloseTo(whole, within(1e-12));
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

  /** By hand: payments at 08:00, 16:00 and 24:00 of a position from 00:00 to 24:00. */
  @Test
  void fundingIsPaidByLongsToShortsAtItsHours() {
    long hour = 3_600_000_000L;
    FundingCost funding = new FundingCost(0.0001, 8);
    assertThat(funding.holding(1, 0, 24 * hour)).isCloseTo(0.0003, within(1e-15));
    assertThat(funding.holding(-1, 0, 24 * hour)).isCloseTo(-0.0003, within(1e-15));
    assertThat(funding.holding(1, 8 * hour, 16 * hour - 1)).isZero();
    assertThat(funding.holding(1, 8 * hour - 1, 8 * hour)).isCloseTo(0.0001, within(1e-15));
  }

  @Test
  void onlySlippageByBooksNeedsBooks() {
    assertThat(CostModels.needBooks(List.of(new FeeCost(0), new SlippageCost(0)))).isFalse();
    assertThat(CostModels.needBooks(List.of(new FeeCost(0), new BookSlippageCost(0)))).isTrue();
  }
}
