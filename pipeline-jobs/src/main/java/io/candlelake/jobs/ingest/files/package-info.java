/** Reads candles from the files that people have: text, Parquet, Arrow. */
package io.candlelake.jobs.ingest.files;
