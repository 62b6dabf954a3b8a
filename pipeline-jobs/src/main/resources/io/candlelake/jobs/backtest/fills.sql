-- Two fills a trade. What holding costs is paid with the exit.
SELECT
  cell,
  trade_id,
  exchange,
  pair,
  IF(side = 1, 'buy', 'sell') AS action,
  entry_time AS time,
  entry_fill AS price,
  quantity,
  map_from_entries(transform(cost_list, c -> struct(c.cost, c.entry))) AS costs,
  'entry' AS reason
FROM IDENTIFIER(:trades)
UNION ALL
SELECT
  cell,
  trade_id,
  exchange,
  pair,
  IF(side = 1, 'sell', 'buy') AS action,
  exit_time AS time,
  exit_fill AS price,
  quantity,
  map_from_entries(transform(cost_list, c -> struct(c.cost, c.exit + c.held))) AS costs,
  exit_reason AS reason
FROM IDENTIFIER(:trades)
