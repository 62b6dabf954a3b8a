-- Entry signals of a strategy by side, those that a filter forbids left out.
SELECT side, count(*) AS entries, count(DISTINCT exchange, pair) AS pairs
FROM signals
WHERE strategy_id = :strategy_id AND interval = :interval AND kind = 'entry'
  AND blocked_by IS NULL
GROUP BY side
ORDER BY side DESC
