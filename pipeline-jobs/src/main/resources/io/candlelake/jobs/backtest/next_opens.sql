-- For every instant of a listing's time grid the first real candle that opens then or later.
-- "The next real open" is then an equality join, however long the gap. Nothing was decided on a listing
-- before its first candle closed.
WITH spans AS (
  SELECT
    exchange,
    pair,
    listing,
    unix_micros(greatest(listed, previous_open_time)) + :step AS first_instant,
    bar,
    open_time,
    open
  FROM IDENTIFIER(:real_candles)
)
SELECT
  exchange,
  pair,
  listing,
  explode(sequence(first_instant, unix_micros(open_time), :step)) AS instant,
  bar,
  open_time,
  open
FROM spans
WHERE first_instant <= unix_micros(open_time)
