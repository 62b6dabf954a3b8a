-- The candidates that the portfolio took, with what they earned and cost.
-- entry_day and exit_day are the UTC days whose ends first show the fill: an open at midnight belongs
-- to the day it begins, a close at midnight to the day it ends.
WITH priced AS (
  SELECT
    *,
    side * quantity * (exit_price - entry_price) AS gross_profit,
    entry_fee + exit_fee AS fees,
    quantity * abs(entry_fill - entry_price) AS entry_slippage,
    quantity * abs(exit_fill - exit_price) AS exit_slippage,
    to_date(entry_time) AS entry_day,
    to_date(IF(exit_at_open, exit_time, exit_time - INTERVAL 1 MICROSECOND)) AS exit_day
  FROM IDENTIFIER(:decisions)
  WHERE outcome = 'taken'
)
SELECT
  *,
  entry_slippage + exit_slippage AS slippage,
  gross_profit - fees - (entry_slippage + exit_slippage) - borrow_cost AS net_profit
FROM priced
