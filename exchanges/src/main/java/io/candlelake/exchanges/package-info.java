/**
 * Exchanges, seen through four ports, candles, trades, order books and market metadata, and a
 * stream. One package for each exchange: its class over XChange's raw services and, where it
 * streams, a {@link io.candlelake.exchanges.stream.StreamDialect} over XChange's WebSocket. Nothing
 * here knows Spark or the lake.
 */
package io.candlelake.exchanges;
