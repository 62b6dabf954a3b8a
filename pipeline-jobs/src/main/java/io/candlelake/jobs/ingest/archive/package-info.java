/**
 * Files with market history: the formats in which exchanges and collectors publish it, how each is
 * told apart and read. Knows Spark's rows, but not the lake.
 */
package io.candlelake.jobs.ingest.archive;
