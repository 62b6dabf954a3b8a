package io.candlelake.jobs.backtest;

/**
 * What a trade pays of one cost, in the quote asset.
 *
 * @param cost the name of the cost: {@code fee}
 * @param entry at the entry fill
 * @param exit at the exit fill
 * @param held for the time between
 */
record TradeCost(String cost, double entry, double exit, double held) {}
