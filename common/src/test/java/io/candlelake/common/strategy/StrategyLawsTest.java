package io.candlelake.common.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.ConfiguredStrategy;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.testing.RandomSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every rule, filter, size and exit in the lists, with random settings. */
class StrategyLawsTest {
  private static final long HOUR = 3_600_000_000L;
  private static final int CASES = 40;

  @Test
  void laterCandlesChangeNothingThatARuleSaid() {
    for (Class<? extends SignalRule> type : SignalRules.ALL.all()) {
      int taken = 0;
      for (long seed = 0; seed < CASES; seed++) {
        Random random = new Random(seed);
        SignalRule rule = RandomSettings.of(type, random);
        PairSeries series = series(random, 400);
        int[] sides = rule.sides(series);
        assertThat(sides).as("" + rule).hasSize(400).containsAnyOf(-1, 0, 1);
        int cut = 1 + random.nextInt(399);
        assertThat(rule.sides(head(series, cut)))
            .as("" + rule)
            .isEqualTo(Arrays.copyOf(sides, cut));
        taken += Arrays.stream(sides).anyMatch(side -> side != 0) ? 1 : 0;
      }
      assertThat(taken).as(type.getName()).isGreaterThan(3);
    }
  }

  @Test
  void laterCandlesChangeNothingThatAFilterAllowed() {
    for (Class<? extends EntryFilter> type : EntryFilters.ALL.all()) {
      for (long seed = 0; seed < CASES; seed++) {
        Random random = new Random(seed);
        EntryFilter filter = RandomSettings.of(type, random);
        PairSeries series = series(random, 300);
        int side = random.nextBoolean() ? 1 : -1;
        boolean[] allows = filter.allows(series, side);
        int cut = 1 + random.nextInt(299);
        assertThat(filter.allows(head(series, cut), side))
            .as("" + filter)
            .isEqualTo(Arrays.copyOf(allows, cut));
      }
    }
  }

  @Test
  void aRuleAbstainsWhereEverythingIsUnknown() {
    PairSeries known = series(new Random(1), 300);
    double[] unknown = new double[300];
    Arrays.fill(unknown, Double.NaN);
    Bars bars = known.bars();
    Bars blank =
        new Bars(
            bars.openTime(),
            bars.closeTime(),
            unknown,
            unknown,
            unknown,
            unknown,
            unknown,
            bars.filled());
    PairSeries nothing = new PairSeries(blank, unknown, known.flagged(), Map.of(), 4, 0.003);
    for (Class<? extends SignalRule> type : SignalRules.ALL.all()) {
      assertThat(RandomSettings.of(type, new Random(2)).sides(nothing))
          .as(type.getName())
          .containsOnly(0);
    }
  }

  @Test
  void aSizeIsAFractionOfEquity() {
    for (Class<? extends PositionSize> type : PositionSizes.ALL.all()) {
      for (long seed = 0; seed < 200; seed++) {
        Random random = new Random(seed);
        PositionSize size = RandomSettings.of(type, random);
        double volatility = Math.exp(-8 + 6 * random.nextDouble());
        double none = random.nextInt(4) == 0 ? Double.NaN : 1;
        PositionSize.Entry entry =
            new PositionSize.Entry(
                random.nextInt(4) == 0 ? Double.NaN : random.nextDouble(),
                volatility,
                2 * volatility,
                none * volatility * 4,
                none * volatility * 8,
                8760);
        assertThat(size.fraction(entry)).as(size + " " + entry).isBetween(0.0, 1.0);
      }
    }
  }

  /**
   * By hand: risk 1% at a stop of 5% is 20%; 10% a year at 1% an hour is 10.7%; Kelly 0.6 at 5:10.
   */
  @Test
  void sizesByHand() {
    PositionSize.Entry entry = new PositionSize.Entry(0.6, 0.01, 0.02, 0.05, 0.1, 8760);
    assertThat(new EqualRisk(0.01, 1).fraction(entry)).isCloseTo(0.2, within(1e-12));
    assertThat(new VolatilityTarget(0.1, 1).fraction(entry)).isCloseTo(0.10684, within(1e-5));
    assertThat(new FractionalKelly(0.1, 1).fraction(entry)).isCloseTo(0.8, within(1e-12));
    assertThat(new FractionalKelly(0.1, 0.3).fraction(entry)).isEqualTo(0.3);
    PositionSize.Entry poor = new PositionSize.Entry(0.3, 0.01, 0.02, 0.05, 0.1, 8760);
    assertThat(new FractionalKelly(1, 1).fraction(poor)).isZero();
  }

  @Test
  void hysteresisKeepsASideSilentUntilItsProbabilityHasFallen() {
    double[] rise = {0.5, 0.7, 0.7, 0.62, 0.7, 0.54, 0.7, 0.2, 0.2};
    PairSeries series = withProbability(rise);
    assertThat(new ProbabilityThreshold(0.65, 1).sides(series))
        .containsExactly(0, 1, 1, 0, 1, 0, 1, -1, -1);
    assertThat(new ProbabilityThreshold(0.65, 0.55).sides(series))
        .containsExactly(0, 1, 0, 0, 0, 0, 1, -1, 0);
  }

  @Test
  void cleanCandlesAreCountedFromTheFlag() {
    PairSeries series = withProbability(new double[6]);
    series.flagged()[2] = true;
    assertThat(new CleanCandles(2).allows(series, 1))
        .containsExactly(true, true, false, false, true, true);
  }

  /** The candle of 22:00 on a Thursday is decided on at 23:00. */
  @Test
  void sessionsGoByTheTimeOfTheDecisionAndPastMidnight() {
    PairSeries series = withProbability(new double[24]);
    boolean[] night =
        new SessionFilter(23, 2, List.of(java.time.DayOfWeek.values())).allows(series, 1);
    for (int i = 0; i < 24; i++) {
      int hour = (i + 1) % 24;
      assertThat(night[i]).as("" + i).isEqualTo(hour == 23 || hour < 2);
    }
    boolean[] friday =
        new SessionFilter(0, 24, List.of(java.time.DayOfWeek.FRIDAY)).allows(series, 1);
    assertThat(friday[22]).isFalse();
    assertThat(friday[23]).isTrue();
  }

  @Test
  void whatDoesNotFitTogetherIsRefusedWithAllReasons() {
    Map<String, String> settings = new HashMap<>();
    settings.put("signals.rules", "[{condition: {long-when: rsi_15 < 30}}]");
    settings.put("signals.exits", "[target, target]");
    settings.put("signals.size", "equal-risk");
    Strategy strategy = ConfiguredStrategy.of(ConfigReader.read(Optional.empty(), settings));
    assertThatThrownBy(() -> strategy.check(List.of("rsi_14")))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("'rsi_15' is neither of a candle nor a declared feature")
        .hasMessageContaining("did you mean rsi_14?")
        .hasMessageContaining("signals.exits: target stands twice")
        .hasMessageContaining("equal-risk needs the exit stop");
    assertThatThrownBy(
            () ->
                ConfigReader.read(
                    Optional.empty(),
                    Map.of("signals.rules", "[{moving-average-cross: {fast: 9, slow: 5}}]")))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("moving-average-cross: fast 9 is not below slow 5");
  }

  private static PairSeries withProbability(double[] rise) {
    PairSeries series = series(new Random(5), rise.length);
    return new PairSeries(
        series.bars(),
        series.volatility(),
        new boolean[rise.length],
        Map.of(PairSeries.PROBABILITY, rise),
        4,
        0);
  }

  private static PairSeries series(Random random, int size) {
    long[] open = new long[size];
    long[] end = new long[size];
    double[][] prices = new double[4][size];
    double[] volume = new double[size];
    double[] rise = new double[size];
    double[] above = new double[size];
    double[] below = new double[size];
    boolean[] flagged = new boolean[size];
    double price = 100;
    for (int i = 0; i < size; i++) {
      open[i] = i * HOUR;
      end[i] = (i + 1) * HOUR;
      prices[0][i] = price;
      price *= Math.exp(0.02 * random.nextGaussian());
      prices[3][i] = price;
      prices[1][i] = Math.max(prices[0][i], price) * (1 + 0.005 * random.nextDouble());
      prices[2][i] = Math.min(prices[0][i], price) * (1 - 0.005 * random.nextDouble());
      volume[i] = 1000 * random.nextDouble();
      rise[i] = i < 20 ? Double.NaN : random.nextDouble();
      above[i] = 1 + random.nextInt(6);
      below[i] = 7 - above[i];
      flagged[i] = random.nextInt(9) == 0;
    }
    Bars bars =
        new Bars(open, end, prices[0], prices[1], prices[2], prices[3], volume, new boolean[size]);
    Map<String, double[]> beside =
        Map.of(
            PairSeries.PROBABILITY,
            rise,
            PairSeries.rank(PairSeries.PROBABILITY),
            above,
            PairSeries.rankFromBelow(PairSeries.PROBABILITY),
            below);
    return new PairSeries(bars, BarVolatility.of(bars, 12), flagged, beside, 4, 0.003);
  }

  private static PairSeries head(PairSeries series, int size) {
    Map<String, double[]> beside = new HashMap<>();
    series.beside().forEach((name, values) -> beside.put(name, Arrays.copyOf(values, size)));
    return new PairSeries(
        series.bars().head(size),
        Arrays.copyOf(series.volatility(), size),
        Arrays.copyOf(series.flagged(), size),
        beside,
        series.horizonBars(),
        series.roundTripCost());
  }
}
