-- The days that miss most candles over all pairs.
SELECT
  day,
  count(*) AS pairs,
  sum(missing) AS missing,
  sum(outage) AS outage,
  sum(filled) AS filled
FROM completeness
WHERE missing > 0
GROUP BY day
ORDER BY missing DESC, day
LIMIT 12
