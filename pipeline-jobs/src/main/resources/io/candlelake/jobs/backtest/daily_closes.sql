-- The last real close of each listing at the end of each UTC day, from its first day on. A day without
-- a candle keeps the close before it, also after the listing has ended.
WITH closes AS (
  SELECT exchange, pair, listing, to_date(open_time) AS day, max_by(close, open_time) AS close
  FROM IDENTIFIER(:real_candles)
  GROUP BY exchange, pair, listing, to_date(open_time)
),
spans AS (
  SELECT
    *,
    coalesce(
      date_sub(lead(day) OVER (PARTITION BY exchange, pair, listing ORDER BY day), 1),
      to_date(:data_end - INTERVAL 1 MICROSECOND)) AS last_day
  FROM closes
)
SELECT exchange, pair, listing, explode(sequence(day, last_day)) AS day, close FROM spans
