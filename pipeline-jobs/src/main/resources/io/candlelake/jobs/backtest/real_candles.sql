-- The candles of every pair in which something was traded, numbered in time, with their listing.
-- Candles that we made to bridge a gap, and those without volume, are left out here, so that nothing
-- can fill or trigger in them. Flagged and rejected ones are counted on over all candles: before the
-- candle, with it, and before the next real one.
WITH flags AS (
  SELECT
    *,
    CAST(size(array_except(quality, array('filled', 'rejected'))) > 0 AS INT) AS flagged,
    CAST(array_contains(quality, 'rejected') AS INT) AS rejected,
    lag(listing) OVER (PARTITION BY exchange, pair ORDER BY open_time) AS listing_before
  FROM IDENTIFIER(:candles)
),
counted AS (
  SELECT
    *,
    max(IF(listing_before = listing, NULL, open_time)) OVER so_far AS listed,
    sum(flagged) OVER so_far AS flagged_with,
    sum(rejected) OVER so_far AS rejected_with,
    sum(flagged) OVER (PARTITION BY exchange, pair) AS flagged_in_all,
    sum(rejected) OVER (PARTITION BY exchange, pair) AS rejected_in_all
  FROM flags
  WINDOW so_far AS (PARTITION BY exchange, pair ORDER BY open_time)
)
SELECT
  exchange,
  pair,
  listing,
  row_number() OVER times - 1 AS bar,
  lag(open_time) OVER times AS previous_open_time,
  listed,
  open_time,
  close_time,
  CAST(open AS DOUBLE) AS open,
  CAST(high AS DOUBLE) AS high,
  CAST(low AS DOUBLE) AS low,
  CAST(close AS DOUBLE) AS close,
  flagged_with - flagged AS flagged_before,
  flagged_with,
  coalesce(lead(flagged_with - flagged) OVER times, flagged_in_all) AS flagged_until_next,
  rejected_with,
  coalesce(lead(rejected_with) OVER times, rejected_in_all) AS rejected_until_next
FROM counted
WHERE NOT filled AND volume > 0
WINDOW times AS (PARTITION BY exchange, pair ORDER BY open_time)
