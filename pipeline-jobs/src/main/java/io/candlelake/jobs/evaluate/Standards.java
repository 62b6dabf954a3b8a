package io.candlelake.jobs.evaluate;

import io.candlelake.common.metric.EvaluationMetric;
import io.candlelake.common.metric.EvaluationSlice;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What the industry asks of a model, answered 1 or 0; undefined where the metric is. */
final class Standards {
  private static final double MIN_AUC = 0.53;
  private static final double MIN_IC = 0.02;
  private static final double MIN_IC_T = 3;
  private static final double MAX_ECE = 0.02;

  private Standards() {}

  static List<MetricRow> of(List<MetricRow> metrics) {
    Map<EvaluationMetric, MetricRow> all = new EnumMap<>(EvaluationMetric.class);
    metrics.stream()
        .filter(row -> row.slice() == EvaluationSlice.ALL)
        .forEach(row -> all.put(row.metric(), row));
    double auc = value(all, EvaluationMetric.ROC_AUC);
    double ic = value(all, EvaluationMetric.IC);
    double t = value(all, EvaluationMetric.IC_T);
    double ece = value(all, EvaluationMetric.ECE);
    double skill = value(all, EvaluationMetric.BRIER_SKILL);
    return List.of(
        verdict(all, EvaluationMetric.STANDARD_AUC, EvaluationMetric.ROC_AUC, auc >= MIN_AUC),
        verdict(
            all,
            EvaluationMetric.STANDARD_IC,
            EvaluationMetric.IC_T,
            ic >= MIN_IC && t >= MIN_IC_T),
        verdict(all, EvaluationMetric.STANDARD_CALIBRATION, EvaluationMetric.ECE, ece <= MAX_ECE),
        verdict(
            all, EvaluationMetric.STANDARD_BRIER_SKILL, EvaluationMetric.BRIER_SKILL, skill > 0));
  }

  /** NaN compares as neither met; {@link #verdict} then says undefined. */
  private static double value(Map<EvaluationMetric, MetricRow> all, EvaluationMetric metric) {
    return all.containsKey(metric) ? all.get(metric).value().orElse(Double.NaN) : Double.NaN;
  }

  private static MetricRow verdict(
      Map<EvaluationMetric, MetricRow> all,
      EvaluationMetric standard,
      EvaluationMetric measured,
      boolean met) {
    MetricRow row = all.get(measured);
    boolean known = row != null && row.value().isPresent();
    return MetricRow.all(
        standard,
        known ? OptionalDouble.of(met ? 1 : 0) : OptionalDouble.empty(),
        known ? row.rows() : 0);
  }
}
