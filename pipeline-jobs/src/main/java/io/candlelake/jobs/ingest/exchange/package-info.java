/**
 * Exchanges, seen through four ports, candles, trades, order books and market metadata, and a
 * stream. One class an exchange over XChange's raw services, and one, a {@link
 * io.candlelake.jobs.ingest.exchange.StreamDialect}, over XChange's WebSocket; nothing here knows
 * Spark or the lake.
 */
package io.candlelake.jobs.ingest.exchange;
