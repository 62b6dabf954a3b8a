/** The language of conditions over the candles of one pair, without Spark. */
package io.candlelake.jobs.strategy.condition;
