package io.candlelake.jobs.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.config.Config.Backtest.Sides;
import io.candlelake.common.cost.BookSlippageCost;
import io.candlelake.common.cost.BorrowCost;
import io.candlelake.common.cost.CostModel;
import io.candlelake.common.cost.FeeCost;
import io.candlelake.common.cost.Fill;
import io.candlelake.common.cost.SlippageCost;
import io.candlelake.jobs.backtest.Decision.Skipped;
import io.candlelake.jobs.backtest.Decision.Taken;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortfolioTest {
  private static final List<Double> NO_BOOKS = List.of();
  private static final long HOUR = 3_600_000_000L;

  @Test
  void moneyOfAPositionIsFreeFromItsExitTimeOn() {
    Portfolio portfolio = new Portfolio(cell(2), HOUR);
    assertThat(portfolio.offer(candidate("A-USDT", 1, 1.0, 0, 3))).isInstanceOf(Taken.class);
    assertThat(portfolio.offer(candidate("B-USDT", 1, 1.0, 2, 4))).isEqualTo(Skipped.NO_CASH);
    assertThat(portfolio.offer(candidate("B-USDT", 1, 1.0, 3, 4))).isInstanceOf(Taken.class);
  }

  @Test
  void onePositionAPairAndNoMoreThanAllowed() {
    Portfolio portfolio = new Portfolio(cell(1), HOUR);
    portfolio.offer(candidate("A-USDT", 1, 0.1, 0, 3));
    assertThat(portfolio.offer(candidate("A-USDT", 1, 0.1, 1, 3))).isEqualTo(Skipped.PAIR_OPEN);
    assertThat(portfolio.offer(candidate("B-USDT", 1, 0.1, 1, 3))).isEqualTo(Skipped.NO_SLOT);
    assertThat(portfolio.offer(candidate("B-USDT", -1, 0.1, 4, 5))).isEqualTo(Skipped.SIDE);
  }

  @Test
  void sizeIsOfCashAndOpenPositionsAtCostWithinWhatCashAllows() {
    Portfolio portfolio = new Portfolio(cell(3), HOUR);
    assertThat(quantity(portfolio.offer(candidate("A-USDT", 1, 0.6, 0, 9)))).isEqualTo(6);
    // Wanted 0.6 × 1000 again, but 400 are left.
    assertThat(quantity(portfolio.offer(candidate("B-USDT", 1, 0.6, 1, 9)))).isEqualTo(4);
  }

  @Test
  void aShortPaysToBorrowAndMayLoseMoreThanItsCollateral() {
    BacktestCell cell =
        new BacktestCell("c", 1000, List.of(new BorrowCost(0.01)), 1, Sides.BOTH, List.of());
    Portfolio portfolio = new Portfolio(cell, HOUR);
    Candidate soaring =
        new Candidate("x", "A-USDT", -1, 1, 0, 100, 24 * HOUR, 250, "time", NO_BOOKS, NO_BOOKS);
    Taken taken = (Taken) portfolio.offer(soaring);
    assertThat(taken.holdingPaid()).isCloseTo(10, within(1e-9));
    // 1000 − 10 × 150 − 10 = −510: nothing can be opened any more.
    assertThat(portfolio.offer(candidate("B-USDT", 1, 0.1, 30, 31))).isEqualTo(Skipped.NO_CASH);
  }

  @Test
  void aFillPaysWhatItsSizeCostsByTheBooks() {
    List<Double> books = Arrays.asList(10.0, null, 40.0);
    BookSlippageCost cost = new BookSlippageCost(5);
    assertThat(cost.slippage(fill(books), 1_000)).isEqualTo(0.001);
    // Too thin for 10,000: the worst of what is known of less and of the fallback.
    assertThat(cost.slippage(fill(books), 1_001)).isEqualTo(0.001);
    assertThat(cost.slippage(fill(books), 10_001)).isEqualTo(0.004);
    List<Double> thin = Arrays.asList(null, null, null);
    assertThat(cost.slippage(fill(thin), 1e9)).isEqualTo(0.0005);
    assertThat(cost.slippage(fill(NO_BOOKS), 1)).isEqualTo(0.0005);
    BacktestCell cell = new BacktestCell("c", 1000, List.of(cost), 1, Sides.LONG, List.of());
    Taken taken =
        (Taken)
            new Portfolio(cell, HOUR)
                .offer(new Candidate("x", "A-USDT", 1, 1, 0, 100, HOUR, 200, "time", books, books));
    assertThat(taken.entryFill()).isCloseTo(100 * 1.001, within(1e-9));
    // Worth just under 2,000 at exit.
    assertThat(taken.exitFill()).isCloseTo(200 * (1 - 0.001), within(1e-9));
  }

  @Test
  void candidatesOutOfOrderAreOurBug() {
    Portfolio portfolio = new Portfolio(cell(1), HOUR);
    portfolio.offer(candidate("A-USDT", 1, 0.1, 1, 3));
    assertThatThrownBy(() -> portfolio.offer(candidate("B-USDT", 1, 0.1, 0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("candidate entering at 0 after one at 3600000000");
  }

  @Test
  void eachCostIsToldApart() {
    List<CostModel> costs =
        List.of(new SlippageCost(100), new FeeCost(0.01), new BookSlippageCost(300));
    BacktestCell cell = new BacktestCell("c", 10_000, costs, 1, Sides.LONG, List.of());
    Taken taken = (Taken) new Portfolio(cell, HOUR).offer(candidate("A-USDT", 1, 0.104, 0, 24));
    // By hand: 1,040 at 100 × 1.04 is 10 pieces; back at 100 × 0.96.
    assertThat(taken.quantity()).isCloseTo(10, within(1e-9));
    assertThat(taken.costs())
        .extracting(TradeCost::cost)
        .containsExactly("slippage", "fee", "book-slippage");
    assertCost(taken.costs().get(0), 10, 10);
    assertCost(taken.costs().get(1), 10.4, 9.6);
    assertCost(taken.costs().get(2), 30, 30);
    assertThat(taken.entryPaid()).isCloseTo(10.4, within(1e-9));
    assertThat(taken.exitPaid()).isCloseTo(9.6, within(1e-9));
  }

  private static void assertCost(TradeCost cost, double entry, double exit) {
    assertThat(cost.entry()).isCloseTo(entry, within(1e-9));
    assertThat(cost.exit()).isCloseTo(exit, within(1e-9));
    assertThat(cost.held()).isZero();
  }

  private static Fill fill(List<Double> books) {
    return new Fill("x", "A-USDT", 1, true, 0, 100, books);
  }

  private static double quantity(Decision decision) {
    return ((Taken) decision).quantity();
  }

  private static BacktestCell cell(int slots) {
    return new BacktestCell("c", 1000, List.of(), slots, Sides.LONG, List.of());
  }

  private static Candidate candidate(String pair, int side, double size, int entry, int exit) {
    return new Candidate(
        "x", pair, side, size, entry * HOUR, 100, exit * HOUR, 100, "time", NO_BOOKS, NO_BOOKS);
  }
}
