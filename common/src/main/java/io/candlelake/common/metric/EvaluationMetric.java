package io.candlelake.common.metric;

import java.util.Locale;

/**
 * The metrics of {@code gold.evaluations}, each with its formula; the one list that {@code
 * evaluate} writes and a report reads.
 *
 * <p>Words: <b>r</b> is the label's forward return ln(close[t+h] ÷ open[t+1]) of a decision at the
 * close of candle t, <b>up</b> is r > 0, and a tie r = 0 is neither up nor down. A <b>decision</b>
 * is an out-of-sample prediction with a calibrated probability <b>p</b> of a rise and a known
 * label. A <b>signal</b> is a decision for which an entry was emitted; it is <b>right</b> iff side
 * × r > 0, so ties are wrong. All accuracies are shares of right. 95% intervals are a bootstrap
 * over calendar weeks (Monday, UTC), all pairs together; where they are undefined, or too few weeks
 * have signals, low and high are null. A value is null where it is not defined.
 */
public enum EvaluationMetric {
  // Signals: slices all, pair, fold, year, quarter, month, side, threshold.
  SIGNALS("number of signals with a known label"),
  COVERAGE("signals ÷ decisions"),
  ACCURACY("right signals ÷ signals, with 95% interval"),

  // Signals: slices all, pair, fold, year, quarter, month, side.
  FULL_COVERAGE_ACCURACY("share right if every decision were taken, long for p > ½, short below"),
  BASE_RATE("decisions that went up ÷ decisions"),
  MEAN_CONFIDENCE("mean calibrated probability of the signals' own side; compare with accuracy"),
  GROSS_EXPECTANCY("mean of side × (exp(r) − 1) over signals, before costs"),
  NET_EXPECTANCY("gross_expectancy − the fees and slippage of entry and exit"),

  // Signals: slice all.
  PASS(
      "1 iff accuracy and its low end reach evaluate.target-accuracy, on ≥ 1000 signals and ≥ 100"
          + " days, and pairs_passing ≥ 10; else 0"),
  SIGNAL_DAYS("UTC days with a signal"),
  PAIRS_PASSING("pairs of ≥ 100 signals whose accuracy reaches evaluate.target-accuracy"),
  SIGNALS_WITHOUT_LABEL("entries emitted whose outcome is not known: too new, or a gap follows"),
  NON_OVERLAPPING_ACCURACY(
      "share right of the signals left when, pair by pair, each next one is decided at or after the"
          + " known_at of the last one left; with 95% interval"),
  LATE_ENTRY_ACCURACY(
      "share right when entered one candle late: side × ln(close[t+h] ÷ open[t+2]) > 0; with 95%"
          + " interval"),
  LATE_GROSS_EXPECTANCY("mean of side × (close[t+h] ÷ open[t+2] − 1) over signals"),
  MIRROR_EXPECTANCY("mean of −side × (exp(r) − 1): same times, opposite side, before costs"),
  LAST_12_MONTHS_ACCURACY(
      "accuracy in the 365 days before the last decision, with 95% interval; null when too few: its"
          + " rows are the signals there, and 100 are needed"),
  LAST_90_DAYS_COVERAGE("coverage in the 90 UTC days that end with that of the last decision"),
  LAST_2_YEARS_COVERAGE("coverage in the 730 days before the last decision: their mean"),
  LAST_90_DAYS_ACCURACY(
      "accuracy in the 90 UTC days that end with that of the last decision, with 95% interval"),
  DECAY_ALARM(
      "1 iff last_90_days_coverage < last_2_years_coverage ÷ 5, or no signal in 2 years, or the low"
          + " end of last_90_days_accuracy < 0.5; else 0"),
  COVERAGE_CURVE_AREA(
      "∫ accuracy d coverage over the threshold slices (trapezoids), ÷ the span of coverage"),

  // Slice naive, value the rule: accuracy on the rows of the signals, beside
  // FULL_COVERAGE_ACCURACY.
  NAIVE_ACCURACY(
      "share right of the naive rule on the signals' rows; majority rules know the better constant"
          + " side of these same rows in hindsight, so they are upper bounds; persistence says the"
          + " sign of the last forward return known at the decision"),

  // Models: slices all and fold, ranking by the raw score, on every prediction with a known label.
  ROC_AUC("P(score of an up > score of a not-up) + ½ P(equal), raw scores to a millionth"),
  PR_AUC("average precision of up, raw scores to a millionth"),
  IC(
      "mean over t of Pearson(score, r) across pairs at t; only times of ≥ 5 pairs that vary; rows"
          + " are times"),
  IC_IR("mean ÷ standard deviation (n − 1) of the IC over times"),
  IC_T("IC_IR × √(times ÷ horizon in bars), the number of times that do not overlap"),
  RANK_IC("as ic, with Spearman"),
  RANK_IC_IR("as ic_ir, with Spearman"),
  RANK_IC_T("as ic_t, with Spearman"),

  // Models: slices all and fold, on decisions, by the calibrated probability.
  PRECISION("of saying up for p > ½, p to a millionth: TP ÷ (TP + FP)"),
  RECALL("TP ÷ (TP + FN)"),
  F1("2 TP ÷ (2 TP + FP + FN)"),
  BALANCED_ACCURACY("mean of the recalls of up and of not-up"),
  MCC("Matthews correlation coefficient"),
  LOG_LOSS("mean of −ln of the probability, to a millionth, given to what happened"),
  BRIER("mean of (p − up)²"),
  BRIER_SKILL("1 − brier ÷ (share × (1 − share)), share of up on the same rows"),
  ECE("Σ bin rows ÷ rows × |share up − mean p| over 10 bins of equal count"),

  // Slice calibration.
  MEAN_PROBABILITY("mean p of the bin"),
  SHARE_UP("share of up in the bin"),

  // Industry standards, slice all: 1 met, 0 missed.
  STANDARD_AUC("roc_auc ≥ 0.53"),
  STANDARD_IC("ic ≥ 0.02 and ic_t ≥ 3"),
  STANDARD_CALIBRATION("ece ≤ 0.02"),
  STANDARD_BRIER_SKILL("brier_skill > 0");

  private final String formula;

  EvaluationMetric(String formula) {
    this.formula = formula;
  }

  /** As written in the table. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it is, for people. */
  public String formula() {
    return formula;
  }
}
