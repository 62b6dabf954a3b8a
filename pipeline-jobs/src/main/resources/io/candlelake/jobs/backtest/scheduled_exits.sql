-- For each entry the first exit known beforehand: the end of its holding time, or an exit signal for
-- its side decided after the entry; both at the next real open. At one open, time goes before signal.
-- Null where the data end before.
WITH entries AS (
  SELECT
    exchange,
    pair,
    side,
    decided_at,
    unix_micros(entry_time) AS entered,
    unix_micros(entry_time) + holding_bars * :step AS due
  FROM IDENTIFIER(:entries)
  WHERE entry_bar IS NOT NULL
),
-- Entries and exit signals meet in blocks of time, so that the join stays linear in the candles held.
entry_blocks AS (
  SELECT *, explode(sequence(entered DIV (:step * 16), due DIV (:step * 16))) AS block
  FROM entries
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
  SELECT e.exchange, e.pair, e.decided_at, min(x.decided) AS decided
  FROM entry_blocks e
  JOIN exit_signals x
    ON x.exchange = e.exchange
    AND x.pair = e.pair
    AND x.side = e.side
    AND x.block = e.block
    AND x.decided > e.entered
    AND x.decided < e.due
  GROUP BY e.exchange, e.pair, e.decided_at
),
both AS (
  SELECT
    e.exchange,
    e.pair,
    e.decided_at,
    t.bar AS time_bar,
    s.bar AS signal_bar,
    CASE WHEN s.bar < t.bar OR t.bar IS NULL THEN struct(s.bar, s.open_time, s.open)
      ELSE struct(t.bar, t.open_time, t.open) END AS exit
  FROM entries e
  LEFT JOIN first_exit_signals f
    ON f.exchange = e.exchange AND f.pair = e.pair AND f.decided_at = e.decided_at
  LEFT JOIN IDENTIFIER(:next_opens) t
    ON t.exchange = e.exchange AND t.pair = e.pair AND t.instant = e.due
  LEFT JOIN IDENTIFIER(:next_opens) s
    ON s.exchange = e.exchange AND s.pair = e.pair AND s.instant = f.decided
)
SELECT
  exchange,
  pair,
  decided_at,
  exit.bar AS scheduled_bar,
  exit.open_time AS scheduled_time,
  exit.open AS scheduled_price,
  CASE WHEN exit.bar = time_bar THEN 'time' WHEN exit.bar = signal_bar THEN 'signal' END
    AS scheduled_reason
FROM both
