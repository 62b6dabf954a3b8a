-- What each portfolio is worth at the end of each UTC day of the period: cash and open positions at the
-- pair's last real close. Money set aside for a short counts with it, less what holding cost so far.
-- Sums of doubles run in the order of trades, so that they do not depend on partitions.
WITH days AS (
  SELECT explode(sequence(
    to_date(:start),
    to_date(greatest(:last_decision, (SELECT max(exit_time) FROM IDENTIFIER(:trades)))
      - INTERVAL 1 MICROSECOND))) AS day
),
movements AS (
  SELECT cell, trade_id, entry_day AS day, 0 AS leg, -(quantity * entry_fill) - entry_paid AS amount
  FROM IDENTIFIER(:trades)
  UNION ALL
  SELECT
    cell,
    trade_id,
    exit_day AS day,
    1 AS leg,
    quantity * entry_fill + side * quantity * (exit_fill - entry_fill) - exit_paid - holding_paid
      AS amount
  FROM IDENTIFIER(:trades)
),
daily_movements AS (
  SELECT
    cell,
    day,
    aggregate(array_sort(collect_list(struct(trade_id, leg, amount))), 0D, (t, m) -> t + m.amount)
      AS amount
  FROM movements
  GROUP BY cell, day
),
held AS (
  SELECT *, explode(sequence(entry_day, date_sub(exit_day, 1))) AS day
  FROM IDENTIFIER(:trades)
  WHERE entry_day < exit_day
),
values AS (
  SELECT
    h.cell,
    h.day,
    h.trade_id,
    h.quantity * h.entry_fill
      + h.side * h.quantity * (c.close - h.entry_fill)
      - h.held_by_day[date_diff(h.day, h.entry_day)]
      AS value
  FROM held h
  JOIN IDENTIFIER(:daily_closes) c
    ON c.exchange = h.exchange
    AND c.pair = h.pair
    AND c.listing = h.listing
    AND c.day = h.day
),
positions AS (
  SELECT
    cell,
    day,
    CAST(count(*) AS INT) AS open_positions,
    aggregate(array_sort(collect_list(struct(trade_id, value))), 0D, (t, v) -> t + v.value) AS value
  FROM values
  GROUP BY cell, day
),
cash AS (
  SELECT
    c.cell,
    c.initial_cash,
    d.day,
    c.initial_cash
      + sum(coalesce(m.amount, 0D)) OVER (PARTITION BY c.cell ORDER BY d.day) AS cash
  FROM IDENTIFIER(:cells) c
  CROSS JOIN days d
  LEFT JOIN daily_movements m ON m.cell = c.cell AND m.day = d.day
)
SELECT
  c.cell,
  c.day,
  c.cash + coalesce(p.value, 0D) AS equity,
  c.cash,
  coalesce(p.open_positions, 0) AS open_positions,
  c.initial_cash * coalesce(b.btc, 1D) AS benchmark_btc,
  c.initial_cash * coalesce(b.universe, 1D) AS benchmark_universe
FROM cash c
LEFT JOIN positions p ON p.cell = c.cell AND p.day = c.day
LEFT JOIN IDENTIFIER(:benchmarks) b ON b.day = c.day
