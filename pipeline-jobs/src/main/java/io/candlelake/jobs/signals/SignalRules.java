package io.candlelake.jobs.signals;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.config.Config;
import io.candlelake.common.setting.Registry;
import java.util.List;
import org.apache.spark.sql.Column;

/** Every signal rule there is. A new one is one file, and one line here. */
final class SignalRules {
  static final Registry<SignalRule> ALL =
      new Registry<>("signal rule", List.of(ProbabilityThreshold.class));

  private SignalRules() {}

  /** The rules that the configuration names, in its order. */
  static List<SignalRule> configured(Config config) {
    return config.signals().rules().stream().map(SignalRule.class::cast).toList();
  }

  /** The side that the first rule with one takes; null where all abstain. */
  static Column side(List<SignalRule> rules) {
    return coalesce(rules.stream().map(SignalRule::side).toArray(Column[]::new));
  }

  /** The name of the first rule that takes a side. */
  static Column name(List<SignalRule> rules) {
    return coalesce(
        rules.stream()
            .map(rule -> when(rule.side().isNotNull(), lit(rule.name())))
            .toArray(Column[]::new));
  }
}
