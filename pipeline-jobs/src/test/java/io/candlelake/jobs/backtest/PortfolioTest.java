package io.candlelake.jobs.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.jobs.backtest.Decision.Skipped;
import io.candlelake.jobs.backtest.Decision.Taken;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortfolioTest {
  private static final Slippage FREE = Slippage.fixed(0);
  private static final long HOUR = 3_600_000_000L;

  @Test
  void moneyOfAPositionIsFreeFromItsExitTimeOn() {
    Portfolio portfolio = new Portfolio(cell(2));
    assertThat(portfolio.offer(candidate("A-USDT", 1, 1.0, 0, 3))).isInstanceOf(Taken.class);
    assertThat(portfolio.offer(candidate("B-USDT", 1, 1.0, 2, 4))).isEqualTo(Skipped.NO_CASH);
    assertThat(portfolio.offer(candidate("B-USDT", 1, 1.0, 3, 4))).isInstanceOf(Taken.class);
  }

  @Test
  void onePositionAPairAndNoMoreThanAllowed() {
    Portfolio portfolio = new Portfolio(cell(1));
    portfolio.offer(candidate("A-USDT", 1, 0.1, 0, 3));
    assertThat(portfolio.offer(candidate("A-USDT", 1, 0.1, 1, 3))).isEqualTo(Skipped.PAIR_OPEN);
    assertThat(portfolio.offer(candidate("B-USDT", 1, 0.1, 1, 3))).isEqualTo(Skipped.NO_SLOT);
    assertThat(portfolio.offer(candidate("B-USDT", -1, 0.1, 4, 5))).isEqualTo(Skipped.SIDE);
  }

  @Test
  void sizeIsOfCashAndOpenPositionsAtCostWithinWhatCashAllows() {
    Portfolio portfolio = new Portfolio(cell(3));
    assertThat(quantity(portfolio.offer(candidate("A-USDT", 1, 0.6, 0, 9)))).isEqualTo(6);
    // Wanted 0.6 × 1000 again, but 400 are left.
    assertThat(quantity(portfolio.offer(candidate("B-USDT", 1, 0.6, 1, 9)))).isEqualTo(4);
  }

  @Test
  void aShortPaysToBorrowAndMayLoseMoreThanItsCollateral() {
    BacktestCell cell = new BacktestCell("c", 1000, 0, 0, 0.01, 1, BacktestCell.Sides.BOTH);
    Portfolio portfolio = new Portfolio(cell);
    Candidate soaring = new Candidate("x", "A-USDT", -1, 1, 0, 100, 24 * HOUR, 250, FREE, FREE);
    Taken taken = (Taken) portfolio.offer(soaring);
    assertThat(taken.borrowCost()).isCloseTo(10, within(1e-9));
    // 1000 − 10 × 150 − 10 = −510: nothing can be opened any more.
    assertThat(portfolio.offer(candidate("B-USDT", 1, 0.1, 30, 31))).isEqualTo(Skipped.NO_CASH);
  }

  @Test
  void aFillPaysWhatItsSizeCostsByTheBooks() {
    Slippage books = Slippage.ofBooks(Arrays.asList(10.0, null, 40.0), 0.0005);
    assertThat(books.rate(1_000)).isEqualTo(0.001);
    // Too thin for 10,000: the worst of what is known of less and of the fixed rate.
    assertThat(books.rate(1_001)).isEqualTo(0.001);
    assertThat(books.rate(10_001)).isEqualTo(0.004);
    assertThat(Slippage.ofBooks(Arrays.asList(null, null, null), 0.0005))
        .isEqualTo(Slippage.fixed(0.0005));
    assertThat(Slippage.ofBooks(List.of(), 0.0005)).isEqualTo(Slippage.fixed(0.0005));
    Taken taken =
        (Taken)
            new Portfolio(cell(1))
                .offer(new Candidate("x", "A-USDT", 1, 1, 0, 100, HOUR, 200, books, books));
    assertThat(taken.entryFill()).isCloseTo(100 * 1.001, within(1e-9));
    // Worth just under 2,000 at exit.
    assertThat(taken.exitFill()).isCloseTo(200 * (1 - 0.001), within(1e-9));
  }

  @Test
  void candidatesOutOfOrderAreOurBug() {
    Portfolio portfolio = new Portfolio(cell(1));
    portfolio.offer(candidate("A-USDT", 1, 0.1, 1, 3));
    assertThatThrownBy(() -> portfolio.offer(candidate("B-USDT", 1, 0.1, 0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("candidate entering at 0 after one at 3600000000");
  }

  private static double quantity(Decision decision) {
    return ((Taken) decision).quantity();
  }

  private static BacktestCell cell(int slots) {
    return new BacktestCell("c", 1000, 0, 0, 0, slots, BacktestCell.Sides.LONG);
  }

  private static Candidate candidate(String pair, int side, double size, int entry, int exit) {
    return new Candidate("x", pair, side, size, entry * HOUR, 100, exit * HOUR, 100, FREE, FREE);
  }
}
