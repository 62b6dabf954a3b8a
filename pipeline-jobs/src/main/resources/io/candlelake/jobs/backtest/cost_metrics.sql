-- What each portfolio paid of each of its costs, over all trades; 0 without a trade.
-- Sums run over sorted arrays, so that they do not depend on partitions.
WITH paid AS (
  SELECT cell, cost, array_sort(collect_list(struct(trade_id, amount))) AS list
  FROM IDENTIFIER(:trades)
  LATERAL VIEW explode(costs) AS cost, amount
  GROUP BY cell, cost
),
charged AS (
  SELECT cell, cost, metric FROM IDENTIFIER(:cells) LATERAL VIEW explode(cost_metrics) AS cost, metric
)
SELECT
  c.cell,
  c.metric,
  coalesce(aggregate(p.list, 0D, (s, t) -> s + t.amount), 0D) AS value
FROM charged c
LEFT JOIN paid p ON p.cell = c.cell AND p.cost = c.cost
