/**
 * Files with market history: the formats in which exchanges and collectors publish it, how each is
 * recognized, fetched and read line by line. Knows Hadoop's file systems, but no Spark.
 */
package io.candlelake.exchanges.archive;
