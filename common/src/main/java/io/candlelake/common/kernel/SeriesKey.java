package io.candlelake.common.kernel;

import io.candlelake.common.market.Interval;

/**
 * Whose candles a kernel is working on.
 *
 * @param listing which of the pair's series, from 1: no kernel sees two of them together
 */
public record SeriesKey(String exchange, String pair, Interval interval, int listing) {}
