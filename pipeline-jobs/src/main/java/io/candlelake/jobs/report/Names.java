package io.candlelake.jobs.report;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The names that the evaluation and the backtest give their figures and slices. */
final class Names {
  static final String ACCURACY = "accuracy";
  static final String COVERAGE = "coverage";
  static final String SIGNALS = "signals";
  static final String BASE_RATE = "base_rate";
  static final String FULL_COVERAGE_ACCURACY = "full_coverage_accuracy";
  static final String NON_OVERLAPPING_ACCURACY = "non_overlapping_accuracy";
  static final String LATE_ENTRY_ACCURACY = "late_entry_accuracy";
  static final String LAST_12_MONTHS_ACCURACY = "last_12_months_accuracy";
  static final String PASS = "pass";
  static final String DECAY_ALARM = "decay_alarm";

  static final String NAIVE_ACCURACY = "naive_accuracy";
  static final String MEAN_CONFIDENCE = "mean_confidence";
  static final String GROSS_EXPECTANCY = "gross_expectancy";
  static final String NET_EXPECTANCY = "net_expectancy";

  static final String NAIVE = "naive";
  static final String FOLD = "fold";
  static final String THRESHOLD = "threshold";
  static final String CALIBRATION = "calibration";
  static final String SHARE_UP = "share_up";
  static final String MEAN_PROBABILITY = "mean_probability";

  static final String INITIAL_CASH = "initial_cash";
  static final String NET_RETURN = "net_return";
  static final String CAGR = "cagr";
  static final String VOLATILITY = "volatility";
  static final String SHARPE = "sharpe";
  static final String MAX_DRAWDOWN = "max_drawdown";
  static final String DSR = "dsr";
  static final String TRIALS = "trials";
  static final String TRIALS_MODELS = "trials_models";
  static final String TRIALS_STRATEGIES = "trials_strategies";
  static final String TRIALS_COSTS = "trials_costs";
  static final String TRIALS_DATA = "trials_data";
  static final String TRADES = "trades";
  static final String TOTAL_COSTS = "total_costs";
  static final String BENCHMARK_RETURN = "benchmark_return";
  static final String BENCHMARK_SHARPE = "benchmark_sharpe";
  static final String BENCHMARK_MAX_DRAWDOWN = "benchmark_max_drawdown";
  static final String BENCHMARK_UNIVERSE_RETURN = "benchmark_universe_return";

  static final List<String> FOLD_METRICS =
      List.of("roc_auc", "ic", "log_loss", "brier_skill", "ece", "signals", "coverage", "accuracy");

  private static final Set<String> SHARES = Set.of("coverage", "accuracy");

  private Names() {}

  static boolean isCount(String metric) {
    return metric.equals(SIGNALS);
  }

  static boolean isShare(String metric) {
    return SHARES.contains(metric);
  }

  /** A metric's name as people say it. */
  static String spoken(String metric) {
    return switch (metric) {
      case "roc_auc" -> "ROC AUC";
      case "pr_auc" -> "PR AUC";
      case "ic", "ece", "mcc", "psr", "dsr", "cagr", "f1" -> metric.toUpperCase(Locale.ROOT);
      case "ic_ir", "ic_t" -> "IC " + metric.substring(3).toUpperCase(Locale.ROOT);
      default -> Character.toUpperCase(metric.charAt(0)) + metric.substring(1).replace('_', ' ');
    };
  }
}
