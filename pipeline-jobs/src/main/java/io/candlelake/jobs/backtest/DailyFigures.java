package io.candlelake.jobs.backtest;

import static io.candlelake.jobs.backtest.SweepPortfolio.put;

import io.candlelake.common.metric.BacktestMetric;
import java.util.Map;

/** Figures of a path of daily equity, as {@link BacktestMetric} defines them. */
final class DailyFigures {
  private static final double DAYS_OF_A_YEAR = 365;

  private DailyFigures() {}

  /** Return of each day, the first against the cash at start. */
  static double[] returns(double[] equity, double initialCash) {
    double[] returns = new double[equity.length];
    double before = initialCash;
    for (int day = 0; day < equity.length; day++) {
      returns[day] = equity[day] / before - 1;
      before = equity[day];
    }
    return returns;
  }

  /** Adds the figures that are defined. */
  static void of(double[] equity, double initialCash, Map<String, Double> metrics) {
    int n = equity.length;
    double[] r = returns(equity, initialCash);
    ReturnMoments moments = ReturnMoments.of(r);
    double below = 0;
    for (double each : r) {
      below += Math.min(each, 0) * Math.min(each, 0);
    }
    double last = equity[n - 1];
    double year = Math.sqrt(DAYS_OF_A_YEAR);
    put(metrics, BacktestMetric.DAYS, n);
    put(metrics, BacktestMetric.INITIAL_CASH, initialCash);
    put(metrics, BacktestMetric.FINAL_EQUITY, last);
    put(metrics, BacktestMetric.NET_RETURN, last / initialCash - 1);
    put(metrics, BacktestMetric.VOLATILITY, moments.deviation() * year);
    put(metrics, BacktestMetric.SHARPE, moments.mean() / moments.deviation() * year);
    put(metrics, BacktestMetric.SORTINO, moments.mean() / Math.sqrt(below / n) * year);
    put(metrics, BacktestMetric.SKEWNESS, moments.skewness());
    put(metrics, BacktestMetric.KURTOSIS, moments.kurtosis());
    double cagr = last > 0 ? Math.pow(last / initialCash, DAYS_OF_A_YEAR / n) - 1 : Double.NaN;
    double drawdown = drawdown(equity, initialCash, metrics);
    put(metrics, BacktestMetric.CAGR, cagr);
    put(metrics, BacktestMetric.CALMAR, cagr / Math.abs(drawdown));
  }

  private static double drawdown(double[] equity, double initialCash, Map<String, Double> metrics) {
    double peak = initialCash;
    int peakDay = -1;
    double worst = 0;
    int longest = 0;
    for (int day = 0; day < equity.length; day++) {
      if (equity[day] >= peak) {
        peak = equity[day];
        peakDay = day;
      }
      worst = Math.min(worst, equity[day] / peak - 1);
      longest = Math.max(longest, day - peakDay);
    }
    put(metrics, BacktestMetric.MAX_DRAWDOWN, worst);
    put(metrics, BacktestMetric.MAX_DRAWDOWN_DAYS, longest);
    return worst;
  }
}
