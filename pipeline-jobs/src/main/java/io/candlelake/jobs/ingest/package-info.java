/** Stage 1: brings candles from a source into {@code bronze}, as received. */
package io.candlelake.jobs.ingest;
