-- The best and the worst trades of one run by net profit.
WITH of_run AS (
  SELECT * FROM trades WHERE run_id = :run_id AND cell = 'base'
),
best AS (
  SELECT 'best' AS kind, * FROM of_run WHERE net_profit > 0
  ORDER BY net_profit DESC, trade_id LIMIT :limit
),
worst AS (
  SELECT 'worst' AS kind, * FROM of_run WHERE net_profit < 0
  ORDER BY net_profit, trade_id LIMIT :limit
)
SELECT * FROM best
UNION ALL
SELECT * FROM worst
