package io.candlelake.common.indicator;

/** What an {@link IntrabarIndicator} looks at inside a candle. */
public enum IntrabarSource {
  ORDER_BOOKS,
  MARKET_TRADES
}
