-- Each entry with the way it would end, whether or not the portfolio can afford it: at a barrier, else
-- as scheduled, else at the pair's last real close when the data end. An end is known only at the end
-- of all data, so until then it holds its cash: a later candle must not change an earlier decision.
-- With it what was known of costs on the days of both fills: a touch inside a candle that ends at
-- midnight fell into the day before.
WITH last_candles AS (
  SELECT exchange, pair, max(bar) AS bar, max_by(close, bar) AS close
  FROM IDENTIFIER(:real_candles)
  GROUP BY exchange, pair
),
exits AS (
  SELECT
    s.*,
    coalesce(
      b.barrier,
      IF(s.scheduled_bar IS NOT NULL,
        struct(s.scheduled_bar AS bar, true AS at_open, s.scheduled_time AS time,
          s.scheduled_price AS price, s.scheduled_reason AS reason, false AS ambiguous),
        NULL),
      struct(l.bar AS bar, false AS at_open, :data_end AS time, l.close AS price, 'end' AS reason,
        false AS ambiguous)) AS exit
  FROM IDENTIFIER(:scheduled_exits) s
  LEFT JOIN IDENTIFIER(:barrier_exits) b
    ON b.exchange = s.exchange AND b.pair = s.pair AND b.decided_at = s.decided_at
  LEFT JOIN last_candles l ON l.exchange = s.exchange AND l.pair = s.pair
)
SELECT
  e.exchange,
  e.pair,
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
  CAST(exit.bar - entry_bar + IF(exit.at_open, 0, 1) AS INT) AS bars_held,
  entered.costs AS entry_book_costs,
  exited.costs AS exit_book_costs
FROM exits e
LEFT JOIN IDENTIFIER(:known_costs) entered
  ON entered.exchange = e.exchange
  AND entered.pair = e.pair
  AND entered.day = to_date(entry_time)
LEFT JOIN IDENTIFIER(:known_costs) exited
  ON exited.exchange = e.exchange
  AND exited.pair = e.pair
  AND exited.day = to_date(IF(exit.at_open, exit.time, exit.time - INTERVAL 1 MICROSECOND))
