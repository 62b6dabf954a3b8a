-- The candidates that the portfolio took, with what they earned and cost, how many candles from entry
-- to exit, both in, were flagged, and how many were rejected meanwhile.
-- entry_day and exit_day are the UTC days whose ends first show the fill: an open at midnight belongs
-- to the day it begins, a close at midnight to the day it ends.
WITH priced AS (
  SELECT /*+ SHUFFLE_HASH(d) */
    d.* EXCEPT (costs),
    side * quantity * (exit_price - entry_price) AS gross_profit,
    costs AS cost_list,
    to_date(entry_time) AS entry_day,
    to_date(IF(exit_at_open, exit_time, exit_time - INTERVAL 1 MICROSECOND)) AS exit_day,
    exit_reason IN ('end', 'delisted') AS outlives_candles,
    entry_book_costs IS NOT NULL AS entry_books,
    exit_book_costs IS NOT NULL AS exit_books,
    e.flagged_before,
    e.rejected_with AS rejected_before
  FROM IDENTIFIER(:decisions) d
  JOIN IDENTIFIER(:real_candles) e
    ON e.exchange = d.exchange AND e.pair = d.pair AND e.bar = d.entry_bar
  WHERE outcome = 'taken'
)
SELECT /*+ SHUFFLE_HASH(p) */
  p.*,
  CAST(IF(outlives_candles, x.flagged_until_next, x.flagged_with) - p.flagged_before AS INT)
    AS flagged_candles,
  CAST(IF(outlives_candles, x.rejected_until_next, x.rejected_with) - p.rejected_before AS INT)
    AS rejected_candles,
  map_from_entries(transform(cost_list, c -> struct(c.cost, c.entry + c.exit + c.held))) AS costs,
  aggregate(cost_list, 0D, (t, c) -> t + (c.entry + c.exit + c.held)) AS total_costs,
  aggregate(cost_list, gross_profit, (g, c) -> g - (c.entry + c.exit + c.held)) AS net_profit
FROM priced p
JOIN IDENTIFIER(:real_candles) x
  ON x.exchange = p.exchange AND x.pair = p.pair AND x.bar = p.exit_bar
