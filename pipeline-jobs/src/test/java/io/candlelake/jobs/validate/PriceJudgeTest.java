package io.candlelake.jobs.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.market.Interval;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be true, what cannot, and what is another series: one candle after quiet ones. */
class PriceJudgeTest {
  private static final Evidence NOTHING = new Evidence(0, Double.NaN, Double.NaN);
  private static final int BEFORE = 200;

  /** Days of 4% around 100 on a volume of 10, as DOGE's before January 2021. */
  private final Walk days = walk(Interval.ONE_DAY, 0.04);

  private final Walk hours = walk(Interval.ONE_HOUR, 0.004);

  @ParameterizedTest
  @CsvSource({
    // The day of +220%; a coin that multiplies by six; one that loses three quarters; a wick of
    // -87%.
    "100, 410, 98, 320, 80",
    "100, 700, 95, 600, 300",
    "100, 101, 20, 25, 90",
    "100, 105, 13, 98, 90",
    // On usual volume too: extreme is not impossible.
    "100, 410, 98, 320, 10",
    "100, 105, 13, 98, 10",
    "100, 105, 3, 98, 10"
  })
  void aTrueExtremeIsDataWithADistance(
      double open, double high, double low, double close, double volume) {
    for (Walk walk : List.of(days, hours)) {
      PriceJudge.Judgement judgement =
          walk.judge.judge(candle(BEFORE, walk, open, high, low, close, volume), NOTHING);
      assertThat(judgement.absurd()).isEmpty();
      assertThat(judgement.start()).isEmpty();
      assertThat(judgement.deviations()).isGreaterThan(15);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "100, 1000, 99, 101", "100, 101, 10, 101", "100, 101, 0.1, 99.5", "100, 1001, 99, 1000",
    "1000, 1001, 99, 101", "1000, 1003, 998, 1001", "10, 10.1, 9.9, 10", "100, 101, 0.998, 1"
  })
  void aSlippedDecimalPointOnUsualVolumeCannotBeTrue(
      double open, double high, double low, double close) {
    CandlePrices slipped = candle(BEFORE, hours, open, high, low, close, 11);
    assertThat(hours.judge.judge(slipped, NOTHING).absurd())
        .isEqualTo("a power of ten from the prices around it, on usual volume");
    CandlePrices traded = candle(BEFORE, hours, open, high, low, close, 300);
    assertThat(hours.judge.judge(traded, NOTHING).absurd()).isEmpty();
    assertThat(hours.judge.judge(slipped, new Evidence(2, Double.NaN, Double.NaN)).absurd())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1000, 0.01", "100, 0.1", "10, 1", "0.001, 10000", "0.01, 1000"})
  void aRedenominationIsOneAtOnceWhereTheVolumeSaysSo(double factor, double volume) {
    CandlePrices first = whole(BEFORE, factor, volume);
    ListingStart start = hours.judge.judge(first, NOTHING).start().orElseThrow();
    assertThat(start.event()).isEqualTo(ListingEvent.REDENOMINATED);
    assertThat(start.factor()).isEqualTo(factor);
  }

  @ParameterizedTest
  @CsvSource({"1000", "10", "0.1", "0.001"})
  void elseWithTheSecondCandleThatStaysThere(double factor) {
    CandlePrices first = whole(BEFORE, factor, 10);
    assertThat(hours.judge.judge(first, NOTHING).absurd()).isNotEmpty();
    hours.judge.remember(first);
    CandlePrices back = whole(BEFORE + 1, 1, 10);
    assertThat(hours.judge.judge(back, NOTHING)).matches(j -> j.start().isEmpty());
    CandlePrices stays = whole(BEFORE + 1, factor * 1.01, 10);
    assertThat(hours.judge.judge(stays, NOTHING).start().orElseThrow().factor()).isEqualTo(factor);
  }

  @ParameterizedTest
  @CsvSource({
    "12, 3.2, true", "12, 0.3, true", "500, 4, true", "500, 0.2, true", "2, 3.2, false",
    "12, 2.5, false", "12, 0.45, false", "100, 2.5, true", "100, 1.7, false", "0, 12, true",
    "0, 0.03, true", "0, 7, false"
  })
  void aLongGapWithAJumpBeginsAnotherSeriesAndNoGapOnlyBeyondAFactorOf8(
      int gap, double ratio, boolean another) {
    CandlePrices candle = whole(BEFORE + gap, ratio, 10);
    assertThat(hours.judge.judge(candle, NOTHING).start().isPresent()).isEqualTo(another);
    assertThat(hours.judge.judge(candle, NOTHING).absurd()).isEmpty();
    assertThat(hours.judge.judgeContinued(candle).start()).isEmpty();
  }

  @Test
  void aTrueSpikeThatIsOverBeginsNothing() {
    for (double spike : new double[] {5, 10, 37, 1000}) {
      Walk walk = walk(Interval.ONE_HOUR, 0.004);
      CandlePrices there = candle(BEFORE, walk, 100, 101 * spike, 99, 100 * spike, 900);
      CandlePrices back = candle(BEFORE + 1, walk, 100, 101, 99, 100, 10);
      assertThat(walk.judge.judge(there, NOTHING).absurd()).isEmpty();
      walk.judge.accept(there);
      walk.judge.remember(there);
      assertThat(walk.judge.judge(back, NOTHING).absurd()).isEmpty();
      assertThat(walk.judge.judge(back, NOTHING).start()).isEmpty();
      assertThat(walk.judge.judge(back, NOTHING).deviations()).isGreaterThan(15);
    }
  }

  @Test
  void aVolatilePairMayMoveFurtherInAGap() {
    Walk wild = walk(Interval.ONE_HOUR, 0.1);
    assertThat(wild.judge.judge(whole(BEFORE + 24, wild, 4, 10), NOTHING).start()).isEmpty();
    assertThat(wild.judge.judge(whole(BEFORE + 24, wild, 50, 10), NOTHING).start()).isPresent();
  }

  @Test
  void theUsersOtherExchangesHaveASay() {
    CandlePrices jump = candle(BEFORE, hours, 100, 401, 99, 400, 10);
    double price = hours.judge.acceptedClose();
    assertThat(hours.judge.judge(jump, new Evidence(0, price, price * 1.01)).absurd())
        .isEqualTo("no other exchange saw such a price then");
    assertThat(hours.judge.judge(jump, new Evidence(0, price, price * 4)).absurd()).isEmpty();
    CandlePrices wick = candle(BEFORE, hours, 100, 101, 13, 99.8, 900);
    assertThat(hours.judge.judge(wick, new Evidence(0, price, price * 1.01)).absurd())
        .as("a wick of one exchange alone is true: 2021-10-21, 87%")
        .isEmpty();
  }

  /** A pair and what was seen of it. */
  private record Walk(PriceJudge judge, Interval interval) {}

  private static Walk walk(Interval interval, double volatility) {
    PriceJudge judge =
        new PriceJudge(Limits.of(ConfigReader.defaults().validate(), interval, Arrivals.NOW));
    Random random = new Random(5);
    double close = 100;
    for (int bar = 0; bar < BEFORE; bar++) {
      double open = close;
      close *= Math.exp(volatility * random.nextGaussian());
      CandlePrices candle =
          new CandlePrices(
              bar * interval.micros(),
              open,
              Math.max(open, close) * 1.001,
              Math.min(open, close) * 0.999,
              close,
              10 * Math.exp(0.5 * random.nextGaussian()));
      judge.accept(candle);
      judge.remember(candle);
    }
    return new Walk(judge, interval);
  }

  private CandlePrices whole(int bar, double factor, double volume) {
    return whole(bar, hours, factor, volume);
  }

  private static CandlePrices whole(int bar, Walk walk, double factor, double volume) {
    return candle(bar, walk, 100 * factor, 100.2 * factor, 99.8 * factor, 100.1 * factor, volume);
  }

  /** Prices in percent of the last close. */
  private static CandlePrices candle(
      int bar, Walk walk, double open, double high, double low, double close, double volume) {
    double unit = walk.judge.acceptedClose() / 100;
    return new CandlePrices(
        bar * walk.interval.micros(), open * unit, high * unit, low * unit, close * unit, volume);
  }
}
