/**
 * Fetches missing candles from exchanges, page by page, in bounded batches. Knows exchanges and
 * time, but no Spark and no lake.
 */
package io.candlelake.exchanges.backfill;
