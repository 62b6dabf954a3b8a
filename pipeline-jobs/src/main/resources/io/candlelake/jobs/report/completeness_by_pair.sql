-- Candle counts of each pair over its whole range.
SELECT
  exchange,
  pair,
  min(day) AS first_day,
  max(day) AS last_day,
  sum(expected) AS expected,
  sum(received) AS received,
  sum(valid) AS valid,
  sum(rejected) AS rejected,
  sum(duplicates) AS duplicates,
  sum(filled) AS filled,
  sum(missing) AS missing,
  sum(outage) AS outage
FROM completeness
GROUP BY exchange, pair
ORDER BY exchange, pair
