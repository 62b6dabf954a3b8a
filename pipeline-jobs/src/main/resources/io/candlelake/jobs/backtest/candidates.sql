-- Each candidate with what was known of costs on the days of both fills: a touch inside a candle that
-- ends at midnight fell into the day before.
SELECT
  e.*,
  entered.costs AS entry_book_costs,
  exited.costs AS exit_book_costs
FROM IDENTIFIER(:exits) e
LEFT JOIN IDENTIFIER(:known_costs) entered
  ON entered.exchange = e.exchange
  AND entered.pair = e.pair
  AND entered.day = to_date(entry_time)
LEFT JOIN IDENTIFIER(:known_costs) exited
  ON exited.exchange = e.exchange
  AND exited.pair = e.pair
  AND exited.day = to_date(IF(exit_at_open, exit_time, exit_time - INTERVAL 1 MICROSECOND))
