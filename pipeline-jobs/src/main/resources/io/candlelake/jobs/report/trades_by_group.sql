-- The trades of one run in sums: over all, per pair, per exit reason and per side.
WITH of_run AS (
  SELECT *, quantity * entry_price AS notional
  FROM trades
  WHERE run_id = :run_id AND cell = 'base'
)
SELECT
  CASE
    WHEN grouping(pair) = 0 THEN 'pair'
    WHEN grouping(exit_reason) = 0 THEN 'exit'
    WHEN grouping(side) = 0 THEN 'side'
    ELSE 'all'
  END AS kind,
  coalesce(concat(exchange, ' ', pair), exit_reason, cast(side AS string), 'all') AS name,
  count(*) AS trades,
  count_if(net_profit > 0) AS wins,
  count_if(ambiguous) AS ambiguous,
  sum(bars_held) AS bars_held,
  sum(notional) AS notional,
  sum(gross_profit) AS gross,
  sum(total_costs) AS costs,
  sum(net_profit) AS net
FROM of_run
GROUP BY GROUPING SETS ((exchange, pair), (exit_reason), (side), ())
HAVING count(*) > 0
ORDER BY kind, name
