package io.candlelake.jobs.backtest;

/**
 * A trade that the market would allow: where it would enter and how it would end, whoever takes it.
 * Times are microseconds UTC, prices reference prices before slippage.
 *
 * @param side 1 long, −1 short
 * @param size fraction of equity to commit
 * @param exitTime when the money is free again: the open filled in, or the close_time of the candle
 *     in which a barrier was touched
 */
record Candidate(
    String exchange,
    String pair,
    int side,
    double size,
    long entryTime,
    double entryPrice,
    long exitTime,
    double exitPrice,
    Slippage entrySlippage,
    Slippage exitSlippage) {}
