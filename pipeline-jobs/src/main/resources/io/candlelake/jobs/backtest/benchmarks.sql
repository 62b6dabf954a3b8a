-- What one unit of money became, held without cost since the first real open of the period:
-- in BTC (the first pair of base BTC by exchange and name; without one, the first pair), and in equal
-- parts in every pair that trades on the first day. A listing that ends keeps its last close: what the
-- symbol means afterwards was never bought.
WITH bought AS (
  SELECT exchange, pair, listing, bought_time AS time, bought_price AS price
  FROM IDENTIFIER(:daily_closes)
  WHERE bought_time IS NOT NULL
),
btc AS (
  SELECT * FROM bought ORDER BY split_part(pair, '-', 1) = 'BTC' DESC, exchange, pair LIMIT 1
),
universe AS (
  SELECT * FROM bought WHERE to_date(time) = (SELECT min(to_date(time)) FROM bought)
),
btc_growth AS (
  SELECT c.day, c.close / b.price AS growth
  FROM btc b
  JOIN IDENTIFIER(:daily_closes) c
    ON c.exchange = b.exchange
    AND c.pair = b.pair
    AND c.listing = b.listing
    AND c.day >= to_date(b.time)
),
universe_growths AS (
  SELECT
    c.day,
    array_sort(collect_list(struct(b.exchange, b.pair, c.close / b.price AS growth))) AS growths
  FROM universe b
  JOIN IDENTIFIER(:daily_closes) c
    ON c.exchange = b.exchange
    AND c.pair = b.pair
    AND c.listing = b.listing
    AND c.day >= to_date(b.time)
  GROUP BY c.day
)
SELECT
  u.day,
  coalesce(b.growth, 1D) AS btc,
  aggregate(u.growths, 0D, (t, g) -> t + g.growth) / size(u.growths) AS universe
FROM universe_growths u
LEFT JOIN btc_growth b ON b.day = u.day
