-- Each entry with the way it would end, whether or not the portfolio can afford it: at a barrier, else
-- as scheduled, else at the pair's last real close when the data end. An end is known only at the end
-- of all data, so until then it holds its cash: a later candle must not change an earlier decision.
WITH last_candles AS (
  SELECT exchange, pair, max(bar) AS bar, max_by(close, bar) AS close
  FROM IDENTIFIER(:real_candles)
  GROUP BY exchange, pair
),
exits AS (
  SELECT
    e.*,
    coalesce(
      b.barrier,
      IF(s.scheduled_bar IS NOT NULL,
        struct(s.scheduled_bar AS bar, true AS at_open, s.scheduled_time AS time,
          s.scheduled_price AS price, s.scheduled_reason AS reason, false AS ambiguous),
        NULL),
      struct(l.bar AS bar, false AS at_open, :data_end AS time, l.close AS price, 'end' AS reason,
        false AS ambiguous)) AS exit
  FROM IDENTIFIER(:entries) e
  LEFT JOIN IDENTIFIER(:scheduled_exits) s
    ON s.exchange = e.exchange AND s.pair = e.pair AND s.decided_at = e.decided_at
  LEFT JOIN IDENTIFIER(:barrier_exits) b
    ON b.exchange = e.exchange AND b.pair = e.pair AND b.decided_at = e.decided_at
  LEFT JOIN last_candles l ON l.exchange = e.exchange AND l.pair = e.pair
)
SELECT
  exchange,
  pair,
  side,
  decided_at,
  probability,
  size,
  model_id,
  entry_time,
  entry_price,
  exit.time AS exit_time,
  exit.price AS exit_price,
  exit.reason AS exit_reason,
  exit.at_open AS exit_at_open,
  exit.ambiguous AS ambiguous,
  CAST(exit.bar - entry_bar + IF(exit.at_open, 0, 1) AS INT) AS bars_held
FROM exits
