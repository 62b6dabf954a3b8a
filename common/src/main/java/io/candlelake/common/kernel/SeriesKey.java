package io.candlelake.common.kernel;

import io.candlelake.common.market.Interval;

/** Whose candles a kernel is working on. */
public record SeriesKey(String exchange, String pair, Interval interval) {}
