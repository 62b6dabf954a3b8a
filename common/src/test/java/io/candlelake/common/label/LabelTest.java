package io.candlelake.common.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.kernel.Bars;
import io.candlelake.common.testing.RandomSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LabelTest {
  private static final long HOUR = 3_600_000_000L;
  private static final int BARS = 60;

  @Test
  void forwardReturnIsFromTheNextOpenToTheCloseAtTheHorizon() {
    Bars bars = closes(100, 101, 103, 99, 105);
    Outcome outcome = new ForwardReturn(2).outcome(bars, 1, 0).orElseThrow();
    // By hand: opens are the closes before, so entry 101 at bar 2, exit 99 at bar 3.
    assertThat(outcome.forwardReturn()).isCloseTo(Math.log(99.0 / 101.0), within(1e-15));
    assertThat(outcome.lastBar()).isEqualTo(3);
    assertThat(outcome.direction()).isEqualTo(-1);
    assertThat(new ForwardReturn(2).outcome(bars, 3, 0)).isEmpty();
    assertThat(new ForwardReturn(2).outcome(bars, 0, 0).orElseThrow().direction()).isEqualTo(1);
  }

  @Test
  void anUnchangedPriceIsATie() {
    assertThat(new ForwardReturn(1).outcome(closes(7, 7, 7), 0, 0).orElseThrow().direction())
        .isZero();
  }

  @Test
  void aMissingCandleLeavesNoAnswerAcrossIt() {
    Bars bars = without(closes(1, 2, 3, 4, 5, 6, 7), 3);
    ForwardReturn label = new ForwardReturn(2);
    // Bar 3 is missing: bars 1 and 2 would need it, bar 0 ends at 2.
    assertThat(label.outcome(bars, 0, 0)).isPresent();
    assertThat(label.outcome(bars, 1, 0)).isEmpty();
    assertThat(label.outcome(bars, 2, 0)).isEmpty();
    assertThat(label.outcome(bars, 3, 0)).isPresent();
  }

  @Test
  void noLabelDecidesEntersOrExitsOnAFilledCandle() {
    Bars bars = closes(1, 2, 3, 4, 5, 6, 7);
    bars.filled()[3] = true;
    ForwardReturn label = new ForwardReturn(2);
    assertThat(label.outcome(bars, 0, 0)).as("spans bars 1 and 2").isPresent();
    assertThat(label.outcome(bars, 1, 0)).as("exits on the filled bar").isEmpty();
    assertThat(label.outcome(bars, 2, 0)).as("enters on the filled bar").isEmpty();
    assertThat(label.outcome(bars, 3, 0)).as("decides on the filled bar").isEmpty();
    assertThat(new ForwardReturn(3).outcome(bars, 1, 0)).as("passes over it").isPresent();
  }

  @Test
  void barriersEndTheLabelAtTheirPrice() {
    Bars bars = closes(100, 100, 101, 102, 103, 104);
    bars.high()[2] = 103.5;
    // By hand: volatility 0.01, horizon 4, so barriers at 100 * exp(+-0.02 * 1).
    Outcome up = barrier(1, 1).outcome(bars, 0, 0.01).orElseThrow();
    assertThat(up.touched()).isEqualTo(Outcome.Touched.UPPER);
    assertThat(up.lastBar()).isEqualTo(2);
    assertThat(up.forwardReturn()).isCloseTo(0.02, within(1e-15));
  }

  @Test
  void bothBarriersInOneCandleCountAsTheLower() {
    Bars bars = closes(100, 100, 100, 100, 100, 100);
    bars.high()[2] = 120;
    bars.low()[2] = 80;
    Outcome both = barrier(1, 2).outcome(bars, 0, 0.01).orElseThrow();
    assertThat(both.touched()).isEqualTo(Outcome.Touched.LOWER);
    assertThat(both.forwardReturn()).isCloseTo(-0.04, within(1e-15));
  }

  @Test
  void anOpenBeyondABarrierIsThePrice() {
    Bars bars = closes(100, 100, 90, 90, 90, 90);
    bars.open()[2] = 92;
    Outcome gap = barrier(1, 1).outcome(bars, 0, 0.01).orElseThrow();
    assertThat(gap.touched()).isEqualTo(Outcome.Touched.LOWER);
    assertThat(gap.forwardReturn()).isCloseTo(Math.log(0.92), within(1e-15));
  }

  @Test
  void theClockEndsWhatNoPriceEnds() {
    Outcome time = barrier(50, 50).outcome(closes(9, 10, 11, 12, 13, 14), 0, 0.01).orElseThrow();
    assertThat(time.touched()).isEqualTo(Outcome.Touched.TIME);
    assertThat(time.lastBar()).isEqualTo(4);
    assertThat(time.forwardReturn()).isCloseTo(Math.log(13.0 / 9.0), within(1e-15));
    assertThat(barrier(50, 50).outcome(closes(9, 10, 11, 12, 13), 0, 0)).as("calm").isEmpty();
  }

  @Test
  void volatilityIsTheRootOfTheExponentialMeanOfSquares() {
    // By hand, r = .01, -.02, .03, 0 and smoothing 1/2: squares 1, 4, 9, 0 give 1, 2.5, 5.75,
    // 2.875.
    double[] closes = {1, Math.exp(0.01), Math.exp(-0.01), Math.exp(0.02), Math.exp(0.02)};
    double[] volatility = new TripleBarrier(4, 3, 1, 1).volatility(closes(closes));
    assertThat(volatility[0]).isZero();
    assertThat(volatility[2]).as("two returns of three").isZero();
    assertThat(volatility[3]).isCloseTo(Math.sqrt(5.75e-4), within(1e-12));
    assertThat(volatility[4]).isCloseTo(Math.sqrt(2.875e-4), within(1e-12));
  }

  @Test
  void theConfiguredLabelComesBesideThePlainReturn() {
    assertThat(Labels.with(new ForwardReturn(4))).containsExactly(new ForwardReturn(4));
    Label barriers = new TripleBarrier(4, 24, 2, 2);
    assertThat(Labels.with(barriers)).containsExactly(new ForwardReturn(4), barriers);
    assertThat(barriers.name()).isNotEqualTo(new TripleBarrier(4, 24, 2, 3).name());
    assertThatThrownBy(() -> new ForwardReturn(0)).hasMessage("horizon is 0 bars");
  }

  @Test
  void everyLabelHasASlowTwin() {
    assertThat(PlainLabels.TWINS.keySet()).containsExactlyInAnyOrderElementsOf(Labels.ALL.all());
  }

  @Property(tries = 25, seed = "17")
  void everyLabelEqualsAPlainLoopOverTheGrid(@ForAll long seed) {
    Random random = new Random(seed);
    Bars bars = randomBars(random, BARS);
    for (Label label : randomLabels(random)) {
      LabelSeries series = LabelSeries.of(label, bars);
      for (int t = 0; t < bars.size(); t++) {
        assertThat(series.outcomes().get(t))
            .isEqualTo(PlainLabels.of(label, bars, t, series.volatility()[t]));
        assertUnique(series, bars, t);
      }
    }
  }

  @Property(tries = 25, seed = "17")
  void laterCandlesNeverChangeALabelAlreadyKnown(
      @ForAll long seed, @ForAll @IntRange(min = 20, max = BARS - 6) int cut) {
    Random random = new Random(seed);
    Bars bars = randomBars(random, BARS);
    int known = Math.min(cut, bars.size());
    for (Label label : randomLabels(random)) {
      LabelSeries full = LabelSeries.of(label, bars);
      LabelSeries then = LabelSeries.of(label, bars.head(known));
      for (int t = 0; t < known; t++) {
        Optional<Outcome> byThen = full.outcomes().get(t).filter(o -> o.lastBar() < known);
        assertThat(then.outcomes().get(t)).isEqualTo(byThen);
        if (byThen.isPresent()) {
          assertThat(then.volatility()[t]).isEqualTo(full.volatility()[t]);
          assertThat(then.uniqueness()[t]).isEqualTo(full.uniqueness()[t]);
        }
      }
    }
  }

  private static List<Label> randomLabels(Random random) {
    return Labels.ALL.all().stream().<Label>map(type -> RandomSettings.of(type, random)).toList();
  }

  /** Uniqueness by counting, candle by candle, which decisions are open. */
  private static void assertUnique(LabelSeries series, Bars bars, int t) {
    if (series.outcomes().get(t).isEmpty()) {
      assertThat(series.uniqueness()[t]).isNaN();
      return;
    }
    int end = series.outcomes().get(t).get().lastBar();
    double sum = 0;
    for (int i = t + 1; i <= end; i++) {
      int alive = 0;
      for (int other = 0; other < i; other++) {
        double volatility = series.volatility()[other];
        alive += PlainLabels.alive(series.label(), bars, other, i, volatility) ? 1 : 0;
      }
      sum += 1.0 / alive;
    }
    assertThat(series.uniqueness()[t]).isCloseTo(sum / (end - t), within(1e-12));
  }

  private static TripleBarrier barrier(double upper, double lower) {
    return new TripleBarrier(4, 5, upper, lower);
  }

  /** Hourly candles that open at the close before, with wicks of nothing. */
  private static Bars closes(double... closes) {
    int n = closes.length;
    long[] open = new long[n];
    long[] close = new long[n];
    double[] opens = new double[n];
    double[] highs = new double[n];
    double[] lows = new double[n];
    for (int i = 0; i < n; i++) {
      open[i] = i * HOUR;
      close[i] = (i + 1) * HOUR;
      opens[i] = closes[Math.max(0, i - 1)];
      highs[i] = Math.max(opens[i], closes[i]);
      lows[i] = Math.min(opens[i], closes[i]);
    }
    return new Bars(open, close, opens, highs, lows, closes, new double[n], new boolean[n]);
  }

  private static Bars without(Bars bars, int... missing) {
    int[] kept =
        IntStream.range(0, bars.size())
            .filter(i -> IntStream.of(missing).noneMatch(gone -> gone == i))
            .toArray();
    return new Bars(
        Arrays.stream(kept).mapToLong(i -> bars.openTime()[i]).toArray(),
        Arrays.stream(kept).mapToLong(i -> bars.closeTime()[i]).toArray(),
        Arrays.stream(kept).mapToDouble(i -> bars.open()[i]).toArray(),
        Arrays.stream(kept).mapToDouble(i -> bars.high()[i]).toArray(),
        Arrays.stream(kept).mapToDouble(i -> bars.low()[i]).toArray(),
        Arrays.stream(kept).mapToDouble(i -> bars.close()[i]).toArray(),
        new double[kept.length],
        filled(bars, kept));
  }

  private static boolean[] filled(Bars bars, int[] kept) {
    boolean[] filled = new boolean[kept.length];
    for (int i = 0; i < kept.length; i++) {
      filled[i] = bars.filled()[kept[i]];
    }
    return filled;
  }

  /** A walk with wicks, some candles missing and some filled. */
  private static Bars randomBars(Random random, int n) {
    double[] closes = new double[n];
    double price = 100;
    for (int i = 0; i < n; i++) {
      price *= Math.exp(0.01 * random.nextGaussian());
      closes[i] = price;
    }
    Bars bars = closes(closes);
    for (int i = 1; i < n; i++) {
      bars.open()[i] *= Math.exp(0.002 * random.nextGaussian());
      double top = Math.max(bars.open()[i], bars.close()[i]);
      double bottom = Math.min(bars.open()[i], bars.close()[i]);
      bars.high()[i] = top * Math.exp(0.01 * random.nextDouble());
      bars.low()[i] = bottom * Math.exp(-0.01 * random.nextDouble());
      bars.filled()[i] = random.nextInt(25) == 0;
    }
    int[] missing = random.ints(4, 5, n - 1).toArray();
    return without(bars, missing);
  }
}
