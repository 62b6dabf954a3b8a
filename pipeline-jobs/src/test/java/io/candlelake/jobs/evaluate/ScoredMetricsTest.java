package io.candlelake.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.jobs.evaluate.ProbabilityMetrics.CalibrationBin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScoredMetricsTest {
  private static final Offset<Double> EXACT = within(1e-12);

  @Test
  void equalsScikitLearn() {
    for (JsonNode expected : MetricReference.cases("scored")) {
      ScoredOutcomes outcomes = MetricReference.outcomes(expected);
      Confusion confusion = Confusion.above(0.5, outcomes);
      assertEquals(RankingMetrics.rocAuc(outcomes), expected.get("roc_auc"));
      assertEquals(RankingMetrics.averagePrecision(outcomes), expected.get("average_precision"));
      assertEquals(ProbabilityMetrics.logLoss(outcomes), expected.get("log_loss"));
      assertEquals(ProbabilityMetrics.brier(outcomes), expected.get("brier"));
      assertEquals(ProbabilityMetrics.brierSkill(outcomes), expected.get("brier_skill"));
      assertEquals(confusion.precision(), expected.get("precision"));
      assertEquals(confusion.recall(), expected.get("recall"));
      assertEquals(confusion.f1(), expected.get("f1"));
      assertEquals(confusion.accuracy(), expected.get("accuracy"));
      assertEquals(confusion.balancedAccuracy(), expected.get("balanced_accuracy"));
      assertEquals(confusion.mcc(), expected.get("mcc"));
    }
  }

  @Property(tries = 100, seed = "17")
  void noMetricChangesWhenEveryOutcomeCountsTwice(@ForAll("said") List<Said> said) {
    ScoredOutcomes outcomes = outcomes(said);
    long[] positives = Arrays.stream(outcomes.positives()).map(n -> 2 * n).toArray();
    long[] negatives = Arrays.stream(outcomes.negatives()).map(n -> 2 * n).toArray();
    ScoredOutcomes twice = new ScoredOutcomes(outcomes.score(), positives, negatives);
    for (ScoreMetrics.ScoreMetric metric : ScoreMetrics.ALL) {
      OptionalDouble once = metric.value().apply(outcomes);
      OptionalDouble doubled = metric.value().apply(twice);
      assertThat(doubled.isPresent()).as(metric.metric().key()).isEqualTo(once.isPresent());
      if (once.isPresent()) {
        assertThat(once.getAsDouble()).as(metric.metric().key()).isFinite();
        assertThat(doubled.getAsDouble())
            .as(metric.metric().key())
            .isCloseTo(once.getAsDouble(), within(1e-9));
      }
    }
  }

  @Test
  void calibrationEqualsScikitLearnWhereNoProbabilityRepeats() {
    JsonNode expected = MetricReference.cases("scored").get(0);
    ScoredOutcomes outcomes = MetricReference.outcomes(expected);
    List<CalibrationBin> bins = ProbabilityMetrics.calibration(outcomes, 10);
    assertThat(bins).extracting(CalibrationBin::rows).containsOnly(50L);
    for (int i = 0; i < 10; i++) {
      CalibrationBin bin = bins.get(i);
      assertThat(bin.sharePositive())
          .isCloseTo(expected.get("calibration_share").get(i).doubleValue(), EXACT);
      assertThat(bin.meanProbability())
          .isCloseTo(expected.get("calibration_mean").get(i).doubleValue(), EXACT);
    }
    assertEquals(ProbabilityMetrics.expectedCalibrationError(outcomes, 10), expected.get("ece"));
  }

  @Test
  void nothingAndOneClassAreUndefinedNotZero() {
    ScoredOutcomes nothing = ScoredOutcomes.of(new double[0], new boolean[0]);
    ScoredOutcomes onlyTrue =
        ScoredOutcomes.of(new double[] {0.2, 0.3}, new boolean[] {true, true});
    assertThat(RankingMetrics.rocAuc(nothing)).isEmpty();
    assertThat(RankingMetrics.rocAuc(onlyTrue)).isEmpty();
    assertThat(RankingMetrics.averagePrecision(nothing)).isEmpty();
    assertThat(ProbabilityMetrics.logLoss(nothing)).isEmpty();
    assertThat(ProbabilityMetrics.brier(nothing)).isEmpty();
    assertThat(ProbabilityMetrics.brierSkill(onlyTrue)).isEmpty();
    assertThat(ProbabilityMetrics.expectedCalibrationError(nothing, 10)).isEmpty();
    assertThat(ProbabilityMetrics.calibration(nothing, 10)).isEmpty();
    Confusion neverSaid = Confusion.above(0.5, onlyTrue);
    assertThat(neverSaid.precision()).isEmpty();
    assertThat(neverSaid.recall()).hasValue(0);
    assertThat(neverSaid.balancedAccuracy()).isEmpty();
    assertThat(neverSaid.mcc()).isEmpty();
  }

  @Test
  void scoresOutOfOrderAreOurBug() {
    assertThatThrownBy(
            () -> new ScoredOutcomes(new double[] {0.2, 0.2}, new long[] {1, 1}, new long[] {1, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("score not ascending at 1: 0.2");
    assertThatThrownBy(() -> ScoredOutcomes.of(new double[] {Double.NaN}, new boolean[] {true}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("score not ascending at 0: NaN");
  }

  @Property(tries = 300)
  void aucIsTheShareOfPairsInTheRightOrder(@ForAll("said") List<Said> said) {
    double wins = 0;
    double pairs = 0;
    for (Said positive : said) {
      for (Said negative : said) {
        if (positive.came() && !negative.came()) {
          int order = Double.compare(positive.score(), negative.score());
          wins += order > 0 ? 1 : order == 0 ? 0.5 : 0;
          pairs++;
        }
      }
    }
    OptionalDouble auc = RankingMetrics.rocAuc(outcomes(said));
    if (pairs == 0) {
      assertThat(auc).isEmpty();
    } else {
      assertThat(auc.getAsDouble()).isCloseTo(wins / pairs, EXACT);
    }
  }

  @Property(tries = 300)
  void averagePrecisionWalksDownTheThresholds(@ForAll("said") List<Said> said) {
    long positives = said.stream().filter(Said::came).count();
    OptionalDouble area = RankingMetrics.averagePrecision(outcomes(said));
    if (positives == 0) {
      assertThat(area).isEmpty();
      return;
    }
    double expected = 0;
    double recallAbove = 0;
    for (int percent = 100; percent >= 0; percent--) {
      double threshold = percent / 100.0;
      List<Said> taken = said.stream().filter(s -> s.score() >= threshold).toList();
      if (!taken.isEmpty()) {
        double found = taken.stream().filter(Said::came).count();
        expected += (found / positives - recallAbove) * found / taken.size();
        recallAbove = found / positives;
      }
    }
    assertThat(area.getAsDouble()).isCloseTo(expected, EXACT);
  }

  @Property(tries = 300)
  void turningScoresRoundTurnsAucRound(@ForAll("said") List<Said> said) {
    List<Said> turned = said.stream().map(s -> new Said(1 - s.score(), s.came())).toList();
    OptionalDouble auc = RankingMetrics.rocAuc(outcomes(said));
    OptionalDouble turnedAuc = RankingMetrics.rocAuc(outcomes(turned));
    assertThat(turnedAuc.isPresent()).isEqualTo(auc.isPresent());
    auc.ifPresent(value -> assertThat(turnedAuc.getAsDouble()).isCloseTo(1 - value, EXACT));
  }

  @Property(tries = 200)
  void theOrderOfRowsDoesNotMatter(@ForAll("said") List<Said> said, @ForAll long seed) {
    List<Said> shuffled = new ArrayList<>(said);
    Collections.shuffle(shuffled, new Random(seed));
    ScoredOutcomes a = outcomes(said);
    ScoredOutcomes b = outcomes(shuffled);
    assertThat(RankingMetrics.rocAuc(b)).isEqualTo(RankingMetrics.rocAuc(a));
    assertThat(RankingMetrics.averagePrecision(b)).isEqualTo(RankingMetrics.averagePrecision(a));
    assertThat(ProbabilityMetrics.logLoss(b)).isEqualTo(ProbabilityMetrics.logLoss(a));
    assertThat(ProbabilityMetrics.brier(b)).isEqualTo(ProbabilityMetrics.brier(a));
    assertThat(ProbabilityMetrics.calibration(b, 10))
        .isEqualTo(ProbabilityMetrics.calibration(a, 10));
    assertThat(Confusion.above(0.5, b)).isEqualTo(Confusion.above(0.5, a));
  }

  @Property(tries = 200)
  void errorsStayWithinTheirBounds(@ForAll("said") List<Said> said) {
    ScoredOutcomes outcomes = outcomes(said);
    ProbabilityMetrics.expectedCalibrationError(outcomes, 10)
        .ifPresent(ece -> assertThat(ece).isBetween(0.0, 1.0));
    ProbabilityMetrics.brier(outcomes).ifPresent(b -> assertThat(b).isBetween(0.0, 1.0));
    Confusion.above(0.5, outcomes).mcc().ifPresent(m -> assertThat(m).isBetween(-1.0, 1.0));
    long binned =
        ProbabilityMetrics.calibration(outcomes, 10).stream().mapToLong(CalibrationBin::rows).sum();
    assertThat(binned).isEqualTo(said.size());
  }

  @Property(tries = 200)
  void sayingTheBaseRateHasNoSkillAndNoCalibrationError(@ForAll("said") List<Said> said) {
    double share = said.stream().filter(Said::came).count() / (double) Math.max(1, said.size());
    ScoredOutcomes constant = outcomes(said.stream().map(s -> new Said(share, s.came())).toList());
    ProbabilityMetrics.brierSkill(constant).ifPresent(s -> assertThat(s).isCloseTo(0, EXACT));
    ProbabilityMetrics.expectedCalibrationError(constant, 10)
        .ifPresent(ece -> assertThat(ece).isCloseTo(0, EXACT));
  }

  record Said(double score, boolean came) {}

  /** Scores in hundredths, so that many tie. */
  @Provide
  Arbitrary<List<Said>> said() {
    return Combinators.combine(Arbitraries.integers().between(0, 100), Arbitraries.of(true, false))
        .as((percent, came) -> new Said(percent / 100.0, came))
        .list()
        .ofMaxSize(60);
  }

  private static ScoredOutcomes outcomes(List<Said> said) {
    boolean[] came = new boolean[said.size()];
    for (int i = 0; i < came.length; i++) {
      came[i] = said.get(i).came();
    }
    return ScoredOutcomes.of(said.stream().mapToDouble(Said::score).toArray(), came);
  }

  private static void assertEquals(OptionalDouble actual, JsonNode expected) {
    assertThat(actual.getAsDouble()).isCloseTo(expected.doubleValue(), EXACT);
  }
}
