package io.candlelake.jobs.backtest;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a backtest did.
 *
 * @param decisions every candidate of every cell, taken or not
 */
record BacktestResult(
    Dataset<Row> decisions,
    Dataset<Row> trades,
    Dataset<Row> fills,
    Dataset<Row> equity,
    Dataset<Row> metrics) {}
