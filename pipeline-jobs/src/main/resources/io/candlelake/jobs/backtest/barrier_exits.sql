-- For each entry the first real candle that touches its stop or target before its scheduled exit.
-- A candle that opens beyond a barrier fills at that open. Inside a candle the order of high and low
-- is unknown: stop and target both touched is the stop, and ambiguous.
WITH guarded AS (
  SELECT
    exchange,
    pair,
    listing,
    decided_at,
    side,
    entry_bar,
    stop_price,
    target_price,
    coalesce(scheduled_bar, entry_bar + holding_bars + 1) - 1 AS last_bar
  FROM IDENTIFIER(:scheduled_exits)
  WHERE entry_bar IS NOT NULL AND (stop_price IS NOT NULL OR target_price IS NOT NULL)
),
guarded_blocks AS (
  SELECT *, explode(sequence(entry_bar DIV 16, last_bar DIV 16)) AS block FROM guarded
),
candles AS (
  SELECT *, bar DIV 16 AS block FROM IDENTIFIER(:real_candles)
),
touches AS (
  SELECT /*+ SHUFFLE_HASH(g) */
    g.exchange,
    g.pair,
    g.decided_at,
    g.stop_price,
    g.target_price,
    c.bar,
    c.open_time,
    c.close_time,
    c.open,
    c.bar > g.entry_bar AND coalesce(g.side * c.open <= g.side * g.stop_price, false)
      AS opens_beyond_stop,
    c.bar > g.entry_bar AND coalesce(g.side * c.open >= g.side * g.target_price, false)
      AS opens_beyond_target,
    coalesce(g.side * IF(g.side = 1, c.low, c.high) <= g.side * g.stop_price, false)
      AS touches_stop,
    coalesce(g.side * IF(g.side = 1, c.high, c.low) >= g.side * g.target_price, false)
      AS touches_target
  FROM guarded_blocks g
  JOIN candles c
    ON c.exchange = g.exchange
    AND c.pair = g.pair
    AND c.listing = g.listing
    AND c.block = g.block
    AND c.bar BETWEEN g.entry_bar AND g.last_bar
    AND (g.side * IF(g.side = 1, c.low, c.high) <= g.side * g.stop_price
      OR g.side * IF(g.side = 1, c.high, c.low) >= g.side * g.target_price)
),
exits AS (
  SELECT
    exchange,
    pair,
    decided_at,
    bar,
    opens_beyond_stop OR opens_beyond_target AS at_open,
    IF(opens_beyond_stop OR opens_beyond_target, open_time, close_time) AS time,
    CASE
      WHEN opens_beyond_stop OR opens_beyond_target THEN open
      WHEN touches_stop THEN stop_price
      ELSE target_price
    END AS price,
    CASE
      WHEN opens_beyond_stop THEN 'stop'
      WHEN opens_beyond_target THEN 'target'
      WHEN touches_stop THEN 'stop'
      ELSE 'target'
    END AS reason,
    touches_stop AND touches_target AND NOT opens_beyond_stop AND NOT opens_beyond_target
      AS ambiguous
  FROM touches
)
SELECT
  exchange,
  pair,
  decided_at,
  min_by(struct(bar, at_open, time, price, reason, ambiguous), bar) AS barrier
FROM exits
GROUP BY exchange, pair, decided_at
