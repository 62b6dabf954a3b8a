package io.candlelake.jobs.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.jobs.backtest.Decision.Skipped;
import io.candlelake.jobs.backtest.Decision.Taken;
import org.junit.jupiter.api.Test;

class PortfolioTest {
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
    Candidate soaring = new Candidate("x", "A-USDT", -1, 1, 0, 100, 24 * HOUR, 250);
    Taken taken = (Taken) portfolio.offer(soaring);
    assertThat(taken.borrowCost()).isCloseTo(10, within(1e-9));
    // 1000 − 10 × 150 − 10 = −510: nothing can be opened any more.
    assertThat(portfolio.offer(candidate("B-USDT", 1, 0.1, 30, 31))).isEqualTo(Skipped.NO_CASH);
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
    return new Candidate("x", pair, side, size, entry * HOUR, 100, exit * HOUR, 100);
  }
}
