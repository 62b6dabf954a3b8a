package io.candlelake.common.metric;

import java.util.Locale;

/**
 * Every figure in {@code gold.metrics}, with its unit and formula. Daily returns are those of
 * mark-to-market equity at the ends of UTC days, the first against the cash at start, days without
 * a trade included; a year is 365 days; standard deviations divide by n − 1. Undefined is null.
 * Besides, each configured cost has what was paid of it: {@code cost_fee}, {@code cost_slippage}.
 */
public enum BacktestMetric {
  DAYS(Unit.DAYS, "UTC days of the period"),
  INITIAL_CASH(Unit.QUOTE, "cash at start"),
  FINAL_EQUITY(Unit.QUOTE, "equity at the end of the last day"),
  NET_RETURN(Unit.FRACTION, "final_equity ÷ initial_cash − 1"),
  GROSS_PROFIT(Unit.QUOTE, "sum of side × quantity × (exit − entry) at reference prices"),
  TOTAL_COSTS(Unit.QUOTE, "sum of all costs of all trades; of each alone: cost_NAME"),
  NET_PROFIT(Unit.QUOTE, "gross_profit − total_costs = final_equity − initial_cash"),
  CAGR(Unit.FRACTION, "(final_equity ÷ initial_cash)^(365 ÷ days) − 1"),
  VOLATILITY(Unit.FRACTION, "standard deviation of daily returns × √365"),
  SHARPE(Unit.RATIO, "mean ÷ standard deviation of daily returns × √365"),
  SORTINO(Unit.RATIO, "mean ÷ √mean(min(r, 0)²) of daily returns × √365"),
  MAX_DRAWDOWN(Unit.FRACTION, "least of equity ÷ highest equity so far − 1, never above 0"),
  MAX_DRAWDOWN_DAYS(Unit.DAYS, "longest time below an earlier high"),
  CALMAR(Unit.RATIO, "cagr ÷ |max_drawdown|"),
  SKEWNESS(Unit.RATIO, "third central moment ÷ σ³ of daily returns, moments divided by n"),
  KURTOSIS(Unit.RATIO, "fourth central moment ÷ σ⁴ of daily returns, 3 for a normal"),
  EXPOSURE(Unit.FRACTION, "time with at least one open position ÷ time of the period"),
  TURNOVER(Unit.RATIO, "value of all fills ÷ mean daily equity"),
  TRADES(Unit.COUNT, "round trips"),
  LONG_TRADES(Unit.COUNT, "of them long"),
  SHORT_TRADES(Unit.COUNT, "of them short"),
  WIN_RATE(Unit.FRACTION, "trades with net_profit above 0 ÷ trades"),
  PROFIT_FACTOR(Unit.RATIO, "sum of net gains ÷ sum of net losses"),
  EXPECTANCY(Unit.QUOTE, "mean net_profit of a trade"),
  GROSS_EXPECTANCY_RETURN(Unit.FRACTION, "mean of gross_profit ÷ (quantity × entry price)"),
  NET_EXPECTANCY_RETURN(Unit.FRACTION, "mean of net_profit ÷ (quantity × entry price)"),
  AVERAGE_BARS_HELD(Unit.BARS, "mean of bars_held"),
  AMBIGUOUS_TRADES(Unit.COUNT, "stop and target in one candle, counted as the stop"),
  DELISTED_TRADES(Unit.COUNT, "closed at the last close of a listing that ended"),
  FLAGGED_TRADES(Unit.COUNT, "trades that enter, exit or are held in a candle with quality flags"),
  FLAGGED_NET_PROFIT(Unit.QUOTE, "sum of their net_profit"),
  REJECTED_TRADES(Unit.COUNT, "trades held while a candle was received and rejected: not seen"),
  REJECTED_NET_PROFIT(Unit.QUOTE, "sum of their net_profit"),
  CANDIDATES(Unit.COUNT, "entry signals in the range"),
  SKIPPED_LAPSED(Unit.COUNT, "no real open within the holding time"),
  SKIPPED_EXPIRED(Unit.COUNT, "a limit order that was not filled in its time"),
  SKIPPED_SIDE(Unit.COUNT, "of a side that is not traded"),
  SKIPPED_PAIR_OPEN(Unit.COUNT, "the pair had an open position"),
  SKIPPED_NO_SLOT(Unit.COUNT, "as many positions open as allowed"),
  SKIPPED_NO_CASH(Unit.COUNT, "cash for less than a tenth of the wanted size"),
  BENCHMARK_RETURN(Unit.FRACTION, "net_return of the same cash held in BTC"),
  BENCHMARK_SHARPE(Unit.RATIO, "sharpe of the same cash held in BTC"),
  BENCHMARK_MAX_DRAWDOWN(Unit.FRACTION, "max_drawdown of the same cash held in BTC"),
  BENCHMARK_UNIVERSE_RETURN(Unit.FRACTION, "net_return of the same cash held in all pairs"),
  BETA(Unit.RATIO, "covariance with BTC's daily returns ÷ their variance"),
  ALPHA(Unit.FRACTION, "(mean daily return − beta × BTC's) × 365"),
  TRIALS(
      Unit.COUNT,
      "backtests of this interval in gold.strategy_trials, and models in gold.trials without one"),
  TRIALS_MODELS(Unit.COUNT, "distinct features, label, training and seed among the trials"),
  TRIALS_STRATEGIES(
      Unit.COUNT, "distinct models with rule, threshold, size, stop and target among the trials"),
  TRIALS_COSTS(Unit.COUNT, "distinct costs, cash and limits among the trials"),
  TRIALS_DATA(Unit.COUNT, "distinct ranges and versions of the candles among the trials"),
  PSR(
      Unit.PROBABILITY,
      "that the true Sharpe is above 0: Φ(s √(n − 1) ÷ √(1 − skewness s + (kurtosis − 1) ÷ 4 s²)),"
          + " s = daily Sharpe (Bailey and López de Prado 2012)"),
  DSR(
      Unit.PROBABILITY,
      "that it is above the best of as many worthless trials: PSR against √(1 ÷ (n − 1)) ×"
          + " ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))), γ = 0.5772, N = trials"
          + " (Bailey and López de Prado 2014)");

  private static final String COST = "cost_";
  private static final String SKIPPED = "skipped_";

  private final String unit;
  private final String formula;

  BacktestMetric(String unit, String formula) {
    this.unit = unit;
    this.formula = formula;
  }

  /** The name in {@code gold.metrics}: {@code max_drawdown}. */
  public String metricName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of what was paid of one cost: {@code cost_book_slippage}. */
  public static String ofCost(String cost) {
    return COST + cost.replace('-', '_');
  }

  /** The name of how many candidates a protection forbade: {@code skipped_cool_down}. */
  public static String ofProtection(String protection) {
    return SKIPPED + protection.replace('-', '_');
  }

  public String unit() {
    return unit;
  }

  /** What it is, in one line. */
  public String formula() {
    return formula;
  }

  private static final class Unit {
    static final String FRACTION = "fraction";
    static final String QUOTE = "quote asset";
    static final String COUNT = "count";
    static final String DAYS = "days";
    static final String BARS = "bars";
    static final String RATIO = "ratio";
    static final String PROBABILITY = "probability";
  }
}
