-- The candidates that the portfolio took, with what they earned and cost.
-- entry_day and exit_day are the UTC days whose ends first show the fill: an open at midnight belongs
-- to the day it begins, a close at midnight to the day it ends.
WITH priced AS (
  SELECT
    * EXCEPT (costs),
    side * quantity * (exit_price - entry_price) AS gross_profit,
    costs AS cost_list,
    to_date(entry_time) AS entry_day,
    to_date(IF(exit_at_open, exit_time, exit_time - INTERVAL 1 MICROSECOND)) AS exit_day,
    entry_book_costs IS NOT NULL AS entry_books,
    exit_book_costs IS NOT NULL AS exit_books
  FROM IDENTIFIER(:decisions)
  WHERE outcome = 'taken'
)
SELECT
  *,
  map_from_entries(transform(cost_list, c -> struct(c.cost, c.entry + c.exit + c.held))) AS costs,
  aggregate(cost_list, 0D, (t, c) -> t + (c.entry + c.exit + c.held)) AS total_costs,
  aggregate(cost_list, gross_profit, (g, c) -> g - (c.entry + c.exit + c.held)) AS net_profit
FROM priced
