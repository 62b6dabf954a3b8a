package io.candlelake.common.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** By hand. */
class CrossSectionTest {
  private static final double[] OWN = {0.02, -0.01, 0.02, 0.05};

  @Test
  void ranksLieAroundZeroAndEqualsShareTheirs() {
    assertThat(across("return_rank", OWN)).containsExactly(0, -0.375, 0, 0.375);
    assertThat(across("return_rank", 0.3)).containsExactly(0);
  }

  @Test
  void theMarketIsTheMeanOfAllPairs() {
    assertThat(across("market_return", OWN)).containsExactly(0.02, 0.02, 0.02, 0.02);
    assertThat(across("market_residual", OWN)[3]).isCloseTo(0.03, within(1e-15));
    assertThat(across("market_breadth", OWN)).containsExactly(0.75, 0.75, 0.75, 0.75);
    // Deviations 0, -3, 0, 3 percent: √(18 ÷ 4) percent.
    assertThat(across("market_dispersion", OWN)[0]).isCloseTo(Math.sqrt(4.5) / 100, within(1e-15));
    assertThat(across("market_dispersion", 0.3)).containsExactly(0);
  }

  private static double[] across(String indicator, double... own) {
    return ((CrossSectionIndicator) Indicators.named(indicator).orElseThrow()).across(own)[0];
  }
}
