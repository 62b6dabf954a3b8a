package io.candlelake.common.metric;

import java.util.Locale;

/** The cuts of {@code gold.evaluations}: values of its column {@code slice}. */
public enum EvaluationSlice {
  ALL("everything; slice_value is empty"),
  PAIR("one pair, over all exchanges"),
  FOLD("one test block of the walk-forward: 0"),
  YEAR("calendar year of the decision, UTC: 2021"),
  QUARTER("calendar quarter of the decision, UTC: 2021-Q3"),
  MONTH("calendar month of the decision, UTC: 2021-07"),
  SIDE("long or short signals; coverage is their share of all decisions"),
  THRESHOLD("as if every calibrated probability from this on were emitted: 0.62"),
  NAIVE("a rule without skill: majority, per_pair_majority, persistence"),
  CALIBRATION("a tenth of the decisions by ascending calibrated probability: 0 to 9");

  private final String meaning;

  EvaluationSlice(String meaning) {
    this.meaning = meaning;
  }

  /** As written in the table. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What its values are. */
  public String meaning() {
    return meaning;
  }
}
