/**
 * Exchanges, seen through four ports: candles, trades, order books and market metadata. One class
 * an exchange over XChange's raw services; nothing here knows Spark or the lake.
 */
package io.candlelake.jobs.ingest.exchange;
