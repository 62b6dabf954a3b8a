-- The figures of each portfolio, one column each; BacktestMetric says what each means. Undefined is null.
-- Sums run over sorted arrays, so that they do not depend on partitions.
WITH daily AS (
  SELECT
    e.cell,
    e.day,
    e.equity,
    c.initial_cash,
    e.benchmark_btc,
    e.benchmark_universe,
    try_divide(e.equity, lag(e.equity, 1, c.initial_cash) OVER days) - 1 AS r,
    try_divide(e.benchmark_btc, lag(e.benchmark_btc, 1, c.initial_cash) OVER days) - 1 AS b,
    greatest(c.initial_cash, max(e.equity) OVER days) AS peak,
    greatest(c.initial_cash, max(e.benchmark_btc) OVER days) AS benchmark_peak,
    date_sub(min(e.day) OVER days, 1) AS eve
  FROM IDENTIFIER(:equity) e
  JOIN IDENTIFIER(:cells) c ON c.cell = e.cell
  WINDOW days AS (PARTITION BY e.cell ORDER BY e.day)
),
underwater AS (
  SELECT
    *,
    datediff(
      day,
      coalesce(max(IF(equity >= peak, day, NULL)) OVER (PARTITION BY cell ORDER BY day), eve))
      AS days_below_peak
  FROM daily
),
paths AS (
  SELECT
    cell,
    count(*) AS n,
    any_value(initial_cash) AS initial_cash,
    max_by(equity, day) AS final_equity,
    max_by(benchmark_btc, day) AS final_btc,
    max_by(benchmark_universe, day) AS final_universe,
    min(try_divide(equity, peak) - 1) AS max_drawdown,
    min(try_divide(benchmark_btc, benchmark_peak) - 1) AS benchmark_max_drawdown,
    max(days_below_peak) AS max_drawdown_days,
    transform(array_sort(collect_list(struct(day, equity))), d -> d.equity) AS equities,
    transform(array_sort(collect_list(struct(day, r))), d -> d.r) AS rs,
    transform(array_sort(collect_list(struct(day, b))), d -> d.b) AS bs
  FROM underwater
  GROUP BY cell
),
means AS (
  SELECT
    *,
    aggregate(rs, 0D, (t, x) -> t + x) / n AS mean,
    aggregate(bs, 0D, (t, x) -> t + x) / n AS benchmark_mean,
    aggregate(equities, 0D, (t, x) -> t + x) / n AS mean_equity
  FROM paths
),
central AS (
  SELECT
    *,
    aggregate(rs, 0D, (t, x) -> t + pow(x - mean, 2)) AS m2,
    aggregate(rs, 0D, (t, x) -> t + pow(x - mean, 3)) AS m3,
    aggregate(rs, 0D, (t, x) -> t + pow(x - mean, 4)) AS m4,
    aggregate(rs, 0D, (t, x) -> t + pow(least(x, 0D), 2)) AS below,
    aggregate(bs, 0D, (t, x) -> t + pow(x - benchmark_mean, 2)) AS benchmark_m2,
    aggregate(
      zip_with(rs, bs, (x, y) -> (x - mean) * (y - benchmark_mean)), 0D, (t, x) -> t + x) AS cross
  FROM means
),
moments AS (
  SELECT
    *,
    sqrt(try_divide(m2, n - 1)) AS std,
    try_divide(mean, sqrt(try_divide(m2, n - 1))) AS daily_sharpe,
    sqrt(try_divide(benchmark_m2, n - 1)) AS benchmark_std,
    try_divide(m3 / n, pow(m2 / n, 1.5)) AS skewness,
    try_divide(m4 / n, pow(m2 / n, 2)) AS kurtosis,
    try_divide(cross, benchmark_m2) AS beta,
    IF(final_equity > 0, pow(final_equity / initial_cash, 365D / n) - 1, NULL) AS cagr
  FROM central
),
-- Bailey and López de Prado: the standard error of a Sharpe ratio of skewed, fat-tailed returns.
sharpe_errors AS (
  SELECT
    *,
    sqrt(try_divide(
      1 - skewness * daily_sharpe + (kurtosis - 1) / 4 * daily_sharpe * daily_sharpe, n - 1))
      AS sharpe_error
  FROM moments
),
-- Time with at least one position: each trade adds what no earlier one covers.
covered AS (
  SELECT
    cell,
    unix_micros(exit_time) - greatest(
      unix_micros(entry_time),
      coalesce(
        max(unix_micros(exit_time)) OVER (
          PARTITION BY cell ORDER BY trade_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
        0)) AS added
  FROM IDENTIFIER(:trades)
),
exposures AS (
  SELECT cell, sum(greatest(added, 0)) AS micros FROM covered GROUP BY cell
),
sorted_trades AS (
  SELECT
    cell,
    count(*) AS trades,
    count_if(side = 1) AS long_trades,
    count_if(side = -1) AS short_trades,
    count_if(net_profit > 0) AS wins,
    count_if(ambiguous) AS ambiguous_trades,
    count_if(exit_reason = 'delisted') AS delisted_trades,
    count_if(flagged_candles > 0) AS flagged_trades,
    count_if(rejected_candles > 0) AS rejected_trades,
    sum(bars_held) AS bars_held,
    array_sort(collect_list(struct(
      trade_id,
      gross_profit,
      total_costs,
      net_profit,
      flagged_candles > 0 AS flagged,
      rejected_candles > 0 AS rejected,
      quantity * entry_price AS notional,
      quantity * (entry_fill + exit_fill) AS traded))) AS list
  FROM IDENTIFIER(:trades)
  GROUP BY cell
),
sums AS (
  SELECT
    *,
    aggregate(list, 0D, (s, t) -> s + t.gross_profit) AS gross_profit,
    aggregate(list, 0D, (s, t) -> s + t.total_costs) AS total_costs,
    aggregate(list, 0D, (s, t) -> s + t.net_profit) AS net_profit,
    aggregate(list, 0D, (s, t) -> s + IF(t.flagged, t.net_profit, 0D)) AS flagged_net_profit,
    aggregate(list, 0D, (s, t) -> s + IF(t.rejected, t.net_profit, 0D)) AS rejected_net_profit,
    aggregate(list, 0D, (s, t) -> s + greatest(t.net_profit, 0D)) AS won,
    aggregate(list, 0D, (s, t) -> s - least(t.net_profit, 0D)) AS lost,
    aggregate(list, 0D, (s, t) -> s + t.traded) AS traded,
    aggregate(list, 0D, (s, t) -> s + t.gross_profit / t.notional) AS gross_returns,
    aggregate(list, 0D, (s, t) -> s + t.net_profit / t.notional) AS net_returns
  FROM sorted_trades
),
outcomes AS (
  SELECT
    cell,
    count(*) AS candidates,
    count_if(outcome = 'lapsed') AS skipped_lapsed,
    count_if(outcome = 'expired') AS skipped_expired,
    count_if(outcome = 'side') AS skipped_side,
    count_if(outcome = 'pair_open') AS skipped_pair_open,
    count_if(outcome = 'no_slot') AS skipped_no_slot,
    count_if(outcome = 'no_cash') AS skipped_no_cash
  FROM IDENTIFIER(:decisions)
  GROUP BY cell
)
SELECT
  m.cell,
  m.n AS days,
  m.initial_cash,
  m.final_equity,
  m.final_equity / m.initial_cash - 1 AS net_return,
  coalesce(s.gross_profit, 0D) AS gross_profit,
  coalesce(s.total_costs, 0D) AS total_costs,
  coalesce(s.net_profit, 0D) AS net_profit,
  m.cagr,
  m.std * sqrt(365) AS volatility,
  m.daily_sharpe * sqrt(365) AS sharpe,
  try_divide(m.mean, sqrt(m.below / m.n)) * sqrt(365) AS sortino,
  m.max_drawdown,
  m.max_drawdown_days,
  try_divide(m.cagr, abs(m.max_drawdown)) AS calmar,
  m.skewness,
  m.kurtosis,
  coalesce(x.micros, 0) / (m.n * 8.64e10D) AS exposure,
  coalesce(s.traded, 0D) / m.mean_equity AS turnover,
  coalesce(s.trades, 0) AS trades,
  coalesce(s.long_trades, 0) AS long_trades,
  coalesce(s.short_trades, 0) AS short_trades,
  s.wins / s.trades AS win_rate,
  try_divide(s.won, s.lost) AS profit_factor,
  s.net_profit / s.trades AS expectancy,
  s.gross_returns / s.trades AS gross_expectancy_return,
  s.net_returns / s.trades AS net_expectancy_return,
  s.bars_held / s.trades AS average_bars_held,
  coalesce(s.ambiguous_trades, 0) AS ambiguous_trades,
  coalesce(s.delisted_trades, 0) AS delisted_trades,
  coalesce(s.flagged_trades, 0) AS flagged_trades,
  coalesce(s.flagged_net_profit, 0D) AS flagged_net_profit,
  coalesce(s.rejected_trades, 0) AS rejected_trades,
  coalesce(s.rejected_net_profit, 0D) AS rejected_net_profit,
  coalesce(o.candidates, 0) AS candidates,
  coalesce(o.skipped_lapsed, 0) AS skipped_lapsed,
  coalesce(o.skipped_expired, 0) AS skipped_expired,
  coalesce(o.skipped_side, 0) AS skipped_side,
  coalesce(o.skipped_pair_open, 0) AS skipped_pair_open,
  coalesce(o.skipped_no_slot, 0) AS skipped_no_slot,
  coalesce(o.skipped_no_cash, 0) AS skipped_no_cash,
  m.final_btc / m.initial_cash - 1 AS benchmark_return,
  try_divide(m.benchmark_mean, m.benchmark_std) * sqrt(365) AS benchmark_sharpe,
  m.benchmark_max_drawdown,
  m.final_universe / m.initial_cash - 1 AS benchmark_universe_return,
  m.beta,
  (m.mean - m.beta * m.benchmark_mean) * 365 AS alpha,
  :trials AS trials,
  :trials_models AS trials_models,
  :trials_strategies AS trials_strategies,
  :trials_costs AS trials_costs,
  :trials_data AS trials_data,
  normal_cdf(try_divide(m.daily_sharpe, m.sharpe_error)) AS psr,
  normal_cdf(
    try_divide(m.daily_sharpe - try_divide(:expected_best, sqrt(m.n - 1)), m.sharpe_error)) AS dsr
FROM sharpe_errors m
LEFT JOIN sums s ON s.cell = m.cell
LEFT JOIN exposures x ON x.cell = m.cell
LEFT JOIN outcomes o ON o.cell = m.cell
