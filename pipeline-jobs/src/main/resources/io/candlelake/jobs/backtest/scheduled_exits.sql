-- For each entry the first exit known beforehand: the end of its holding time, or an exit signal for
-- its side decided after the entry; both at the next real open. At one open, time goes before signal.
-- Null where the data or the listing end before.
--
-- Entries and exit signals meet in blocks of 16 bars, so that the join stays linear in the time held.
WITH held AS (
  SELECT
    exchange,
    pair,
    listing,
    side,
    decided_at,
    unix_micros(entry_time) AS entered,
    unix_micros(entry_time) + holding_bars * :step AS due
  FROM IDENTIFIER(:entries)
  WHERE entry_bar IS NOT NULL
),
held_blocks AS (
  SELECT *, explode(sequence(entered DIV (:step * 16), due DIV (:step * 16))) AS block
  FROM held
),
exit_signals AS (
  SELECT
    exchange,
    pair,
    side,
    unix_micros(close_time) AS decided,
    unix_micros(close_time) DIV (:step * 16) AS block
  FROM IDENTIFIER(:signals)
  WHERE kind = 'exit'
),
first_exit_signals AS (
  SELECT /*+ SHUFFLE_HASH(x) */ e.exchange, e.pair, e.listing, e.decided_at, min(x.decided) AS decided
  FROM held_blocks e
  JOIN exit_signals x
    ON x.exchange = e.exchange
    AND x.pair = e.pair
    AND x.side = e.side
    AND x.block = e.block
    AND x.decided > e.entered
    AND x.decided < e.due
  GROUP BY e.exchange, e.pair, e.listing, e.decided_at
),
signal_exits AS (
  SELECT /*+ SHUFFLE_HASH(f) */ f.exchange, f.pair, f.decided_at, n.bar, n.open_time, n.open
  FROM first_exit_signals f
  JOIN IDENTIFIER(:next_opens) n
    ON n.exchange = f.exchange
    AND n.pair = f.pair
    AND n.listing = f.listing
    AND n.instant = f.decided
),
scheduled AS (
  SELECT /*+ SHUFFLE_HASH(e) */
    e.*,
    t.bar AS time_bar,
    CASE WHEN s.bar < t.bar OR t.bar IS NULL THEN struct(s.bar, s.open_time, s.open)
      ELSE struct(t.bar, t.open_time, t.open) END AS exit
  FROM IDENTIFIER(:entries) e
  LEFT JOIN IDENTIFIER(:next_opens) t
    ON t.exchange = e.exchange
    AND t.pair = e.pair
    AND t.listing = e.listing
    AND t.instant = unix_micros(e.entry_time) + e.holding_bars * :step
  LEFT JOIN signal_exits s
    ON s.exchange = e.exchange AND s.pair = e.pair AND s.decided_at = e.decided_at
)
SELECT
  * EXCEPT (time_bar, exit),
  exit.bar AS scheduled_bar,
  exit.open_time AS scheduled_time,
  exit.open AS scheduled_price,
  CASE WHEN exit.bar = time_bar THEN 'time' WHEN exit.bar IS NOT NULL THEN 'signal' END
    AS scheduled_reason
FROM scheduled
