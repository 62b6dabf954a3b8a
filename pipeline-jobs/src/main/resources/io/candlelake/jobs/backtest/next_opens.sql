-- For every instant of a pair's time grid the first real candle that opens then or later.
-- "The next real open" is then an equality join, however long the gap.
SELECT
  exchange,
  pair,
  explode(
    sequence(
      coalesce(unix_micros(previous_open_time) + :step, unix_micros(open_time)),
      unix_micros(open_time),
      :step)) AS instant,
  bar,
  open_time,
  open
FROM IDENTIFIER(:real_candles)
