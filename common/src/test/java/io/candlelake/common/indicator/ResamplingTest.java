package io.candlelake.common.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.kernel.Bars;
import io.candlelake.common.market.Interval;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResamplingTest {
  private static final Indicator RSI = Indicators.named("rsi").orElseThrow();
  private static final ParameterValues PERIOD = new ParameterValues(Map.of("period", 3.0));

  @Test
  void makesLongerCandlesOnTheUtcGridAndShowsOnlyThoseThatAreOver() {
    Bars day = TestBars.randomWalk(1, 24);
    // The history enters at 02:00, lacks 09:00, and lacks 12:00 to 15:00.
    Bars bars = rows(day, 2, 3, 4, 5, 6, 7, 8, 10, 11, 16, 17, 18, 19, 20);
    Resampling four = Resampling.of(bars, Interval.FOUR_HOURS);
    assertThat(four.candles().openTime())
        .containsExactly(at(day, 4), at(day, 8), at(day, 16), at(day, 20));
    assertThat(four.lastComplete()).containsExactly(-1, -1, -1, -1, -1, 0, 0, 0, 1, 1, 1, 1, 2, 2);
    assertThat(four.candles().open()[1]).isEqualTo(day.open()[8]);
    assertThat(four.candles().close()[1]).isEqualTo(day.close()[11]);
    assertThat(four.candles().high()[1])
        .isEqualTo(Math.max(day.high()[8], Math.max(day.high()[10], day.high()[11])));
    assertThat(four.candles().low()[1])
        .isEqualTo(Math.min(day.low()[8], Math.min(day.low()[10], day.low()[11])));
    assertThat(four.candles().volume()[1])
        .isEqualTo(day.volume()[8] + day.volume()[10] + day.volume()[11]);
  }

  @Test
  void aCandleWhoseLastRowIsMissingIsOverWithTheNextRow() {
    Bars day = TestBars.randomWalk(1, 24);
    Bars bars = rows(day, 0, 1, 2, 4, 5);
    assertThat(Resampling.of(bars, Interval.FOUR_HOURS).lastComplete())
        .containsExactly(-1, -1, -1, 0, 0);
  }

  @Test
  void obeysTheLawsFromEveryHourOfEntry() {
    Computation onFourHours = new Computation(RSI, PERIOD, Interval.ONE_HOUR, Interval.FOUR_HOURS);
    IndicatorLaws.Columns columns = bars -> onFourHours.compute((PriceIndicator) RSI, bars);
    Bars walk = TestBars.randomWalk(2, 200);
    for (int entry = 0; entry < 4; entry++) {
      Bars bars = walk.tail(entry);
      IndicatorLaws.earlierRowsIgnoreLaterCandles(columns, bars);
      double[] column = columns.of(bars)[0];
      int first =
          IntStream.range(0, column.length)
              .filter(i -> !Double.isNaN(column[i]))
              .min()
              .orElseThrow();
      assertThat(first).isLessThanOrEqualTo(onFourHours.warmUpBars());
      if (entry == 1) {
        assertThat(first).isEqualTo(onFourHours.warmUpBars());
      }
    }
  }

  @Test
  void aRowAtTheEndOfALongerCandleSeesIt() {
    Bars hours = TestBars.randomWalk(3, 96);
    Bars fours = Resampling.of(hours, Interval.FOUR_HOURS).candles();
    double[] onHours =
        new Computation(RSI, PERIOD, Interval.ONE_HOUR, Interval.FOUR_HOURS)
            .compute((PriceIndicator) RSI, hours)[0];
    double[] onFours = ((PriceIndicator) RSI).compute(fours, PERIOD)[0];
    for (int k = 3; k < 23; k++) {
      assertThat(onHours[4 * k + 3]).isEqualTo(onFours[k]);
      assertThat(onHours[4 * k + 4]).isEqualTo(onFours[k]);
      assertThat(onHours[4 * k + 6]).isEqualTo(onFours[k]);
    }
  }

  private static long at(Bars bars, int row) {
    return bars.openTime()[row];
  }

  private static Bars rows(Bars bars, int... rows) {
    long[] openTime = IntStream.of(rows).mapToLong(i -> bars.openTime()[i]).toArray();
    long[] closeTime = IntStream.of(rows).mapToLong(i -> bars.closeTime()[i]).toArray();
    return new Bars(
        openTime,
        closeTime,
        IntStream.of(rows).mapToDouble(i -> bars.open()[i]).toArray(),
        IntStream.of(rows).mapToDouble(i -> bars.high()[i]).toArray(),
        IntStream.of(rows).mapToDouble(i -> bars.low()[i]).toArray(),
        IntStream.of(rows).mapToDouble(i -> bars.close()[i]).toArray(),
        IntStream.of(rows).mapToDouble(i -> bars.volume()[i]).toArray(),
        new boolean[rows.length]);
  }
}
