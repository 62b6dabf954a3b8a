-- Each entry with the way it would end, whether or not the portfolio can afford it: at a barrier, else
-- as scheduled, else at its listing's last real close: less a loss when it is known that the listing
-- has ended, or as it is when the data end. Until then it holds its cash: a later candle must not
-- change an earlier decision.
-- With it what was known of costs on the days of both fills: a touch inside a candle that ends at
-- midnight fell into the day before.
WITH last_closes AS (
  SELECT exchange, pair, listing, max(bar) AS bar, max_by(close, bar) AS close
  FROM IDENTIFIER(:real_candles)
  GROUP BY exchange, pair, listing
),
last_candles AS (
  SELECT l.*, e.known_at
  FROM last_closes l
  LEFT JOIN IDENTIFIER(:listings) e
    ON e.exchange = l.exchange
    AND e.pair = l.pair
    AND e.listing = l.listing
    AND e.known_at <= :data_end
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
      IF(l.known_at IS NOT NULL,
        struct(l.bar AS bar, false AS at_open, l.known_at AS time,
          l.close * (1 - s.side * :delisting_loss) AS price, 'delisted' AS reason,
          false AS ambiguous),
        NULL),
      struct(l.bar AS bar, false AS at_open, :data_end AS time, l.close AS price, 'end' AS reason,
        false AS ambiguous)) AS exit
  FROM IDENTIFIER(:scheduled_exits) s
  LEFT JOIN IDENTIFIER(:barrier_exits) b
    ON b.exchange = s.exchange AND b.pair = s.pair AND b.decided_at = s.decided_at
  LEFT JOIN last_candles l
    ON l.exchange = s.exchange AND l.pair = s.pair AND l.listing = s.listing
)
SELECT
  e.exchange,
  e.pair,
  e.listing,
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
  entry_bar,
  exit.bar AS exit_bar,
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
