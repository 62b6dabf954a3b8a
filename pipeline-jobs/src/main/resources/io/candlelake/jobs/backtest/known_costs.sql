-- What order books told of a pair's costs, for each UTC day on which it was known: from the day after
-- the books' own to that after the next books', or to the end of the data.
WITH days AS (
  SELECT
    exchange,
    pair,
    date_add(day, 1) AS first_day,
    coalesce(lead(day) OVER (PARTITION BY exchange, pair ORDER BY day), to_date(:data_end))
      AS last_day,
    array(cost_1k_bps, cost_10k_bps, cost_100k_bps) AS costs
  FROM IDENTIFIER(:book_statistics)
)
SELECT exchange, pair, explode(sequence(first_day, last_day)) AS day, costs
FROM days
WHERE first_day <= last_day
