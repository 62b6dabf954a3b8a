/** Stage 1: loads candles from a source into {@code bronze}, as received. */
package io.candlelake.jobs.ingest;
