-- Each entry signal with the fill it would get: the open of the first real candle at or after the
-- decision. A signal whose holding time passes before such an open lapses: its entry columns are null.
-- Stop and target are measured from the reference price, before slippage.
-- The few signals are hashed, so that the many candles need no sort.
SELECT /*+ SHUFFLE_HASH(s) */
  s.exchange,
  s.pair,
  s.side,
  s.close_time AS decided_at,
  s.probability,
  s.size,
  s.holding_bars,
  s.model_id,
  n.listing,
  n.bar AS entry_bar,
  n.open_time AS entry_time,
  n.open AS entry_price,
  n.open * (1 - s.side * s.stop_return) AS stop_price,
  n.open * (1 + s.side * s.target_return) AS target_price
FROM IDENTIFIER(:signals) s
LEFT JOIN IDENTIFIER(:next_opens) n
  ON n.exchange = s.exchange
  AND n.pair = s.pair
  AND n.instant = unix_micros(s.close_time)
  AND unix_micros(n.open_time) < unix_micros(s.close_time) + s.holding_bars * :step
WHERE s.kind = 'entry'
