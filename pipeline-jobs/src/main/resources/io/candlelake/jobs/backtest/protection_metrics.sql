-- How many candidates each protection of a portfolio forbade.
WITH forbidden AS (
  SELECT cell, outcome, count(*) AS candidates FROM IDENTIFIER(:decisions) GROUP BY cell, outcome
),
configured AS (
  SELECT cell, protection, metric
  FROM IDENTIFIER(:cells)
  LATERAL VIEW explode(protection_metrics) AS protection, metric
)
SELECT a.cell, a.metric, CAST(coalesce(f.candidates, 0) AS DOUBLE) AS value
FROM configured a
LEFT JOIN forbidden f ON f.cell = a.cell AND f.outcome = a.protection
