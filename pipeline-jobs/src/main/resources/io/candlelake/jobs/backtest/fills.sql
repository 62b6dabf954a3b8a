-- Two fills a trade.
SELECT
  cell,
  trade_id,
  exchange,
  pair,
  IF(side = 1, 'buy', 'sell') AS action,
  entry_time AS time,
  entry_fill AS price,
  quantity,
  entry_fee AS fee,
  entry_slippage AS slippage,
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
  exit_fee AS fee,
  exit_slippage AS slippage,
  exit_reason AS reason
FROM IDENTIFIER(:trades)
