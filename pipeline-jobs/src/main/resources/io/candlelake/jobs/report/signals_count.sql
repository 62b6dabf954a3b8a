-- Entry signals of a strategy by side.
SELECT side, count(*) AS entries, count(DISTINCT exchange, pair) AS pairs
FROM signals
WHERE strategy_id = :strategy_id AND interval = :interval AND kind = 'entry'
GROUP BY side
ORDER BY side DESC
