package io.candlelake.exchanges.collector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LagHistogramTest {
  private final LagHistogram lags = new LagHistogram();

  @Test
  void tellsWithinWhatTimeRowsCame() {
    assertThat(lags).hasToString("n/a");
    // By hand, of 100 rows: 50 in the first tenth, 45 more in the 13th, 5 two seconds late.
    lags.add(20, 5);
    lags.add(0, 50);
    lags.add(12, 45);
    assertThat(lags).hasToString("half within 0.1 s, 95% within 1.3 s, all within 2.1 s");
    lags.clear();
    assertThat(lags).hasToString("n/a");
  }

  @Test
  void clocksThatDifferAndRowsThatWaitedForDaysCount() {
    lags.add(-3, 1);
    assertThat(lags).hasToString("half within 0.1 s, 95% within 0.1 s, all within 0.1 s");
    lags.add(864_000, 1);
    assertThat(lags).hasToString("half within 0.1 s, 95% within 600.1 s, all within 86400.1 s");
  }
}
