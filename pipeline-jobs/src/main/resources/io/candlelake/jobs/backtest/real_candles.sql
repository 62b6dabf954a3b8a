-- The real candles of every pair, numbered in time.
-- Candles that we made to bridge a gap are left out here, so that nothing can fill or trigger in them.
SELECT
  exchange,
  pair,
  row_number() OVER (PARTITION BY exchange, pair ORDER BY open_time) - 1 AS bar,
  lag(open_time) OVER (PARTITION BY exchange, pair ORDER BY open_time) AS previous_open_time,
  open_time,
  close_time,
  CAST(open AS DOUBLE) AS open,
  CAST(high AS DOUBLE) AS high,
  CAST(low AS DOUBLE) AS low,
  CAST(close AS DOUBLE) AS close
FROM IDENTIFIER(:candles)
WHERE NOT filled
