-- How much a trial predicted out of sample, and how much of it is calibrated.
SELECT
  count(*) AS rows,
  count(probability) AS calibrated,
  count(DISTINCT exchange, pair) AS pairs
FROM predictions
WHERE trial_id = :trial_id AND interval = :interval
