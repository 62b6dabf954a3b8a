/** Lines of archive files as Spark's rows. */
package io.candlelake.jobs.ingest.archive;
